package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the readers of all pieces of a request share. */
final class ClaudePieces {
    private ClaudePieces() {}

    /** Where a piece stands, with the members that only this dialect understands. */
    static Source source(String path, RawJson raw, JsonNode piece, String... known) {
        List<String> understood = List.of(known);
        List<String> unread = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : piece.properties()) {
            String name = member.getKey();
            if (!understood.contains(name) && !isDefault(name, member.getValue())) {
                unread.add(name);
            }
        }
        return Source.of(Dialect.CLAUDE_MESSAGES, path, raw, unread);
    }

    /** Flags that are off say nothing, and neither does a call that the model itself made. */
    private static boolean isDefault(String name, JsonNode value) {
        return !JsonTree.saysSomething(value)
                || value.isBoolean() && !value.booleanValue()
                || name.equals("caller") && "direct".equals(JsonTree.text(value, "type"));
    }

    static @Nullable CacheMark cache(JsonNode piece) {
        JsonNode control = JsonTree.member(piece, "cache_control");
        return control == null || !control.isObject() ? null : new CacheMark(JsonTree.text(control, "ttl"));
    }

    /** A flag; null where it is absent or no flag. */
    static @Nullable Boolean flag(JsonNode piece, String name) {
        JsonNode member = piece.get(name);
        return member != null && member.isBoolean() ? member.booleanValue() : null;
    }

    /** A whole number that fits a long; null for anything else. */
    static @Nullable Long whole(@Nullable JsonNode node) {
        if (node == null || !node.isNumber()) {
            return null;
        }
        try {
            BigDecimal number = node.decimalValue();
            return number.precision() - number.scale() > 19 ? null : number.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** {@code citations.enabled} of a document. */
    static @Nullable Boolean citable(JsonNode block) {
        JsonNode citations = JsonTree.member(block, "citations");
        return citations == null ? null : flag(citations, "enabled");
    }

    static RouterException invalid(String path, String message) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, path + ": " + message)
                .param(path)
                .build();
    }
}
