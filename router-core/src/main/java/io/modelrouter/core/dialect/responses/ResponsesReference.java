package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.wire.RawJson;
import java.util.Optional;

/**
 * Input items that stand for an earlier one: {@code {"type":"item_reference","id":"msg_..."}}. The type may be left out
 * (OpenAI API reference, item reference); the AI SDK sends these for what it was answered with.
 */
final class ResponsesReference {
    private ResponsesReference() {}

    static boolean isReference(RawJson item) {
        String type = item.get("type").flatMap(RawJson::asString).orElse("");
        return type.equals("item_reference")
                || type.isEmpty()
                        && id(item).isPresent()
                        && item.get("role").isEmpty()
                        && item.get("content").isEmpty();
    }

    private static Optional<String> id(RawJson item) {
        return item.get("id").flatMap(RawJson::asString);
    }

    /** The item it stands for; empty if that is not remembered. */
    static Optional<RawJson> resolve(RawJson item, StoredItems stored) {
        return id(item).flatMap(stored::item);
    }
}
