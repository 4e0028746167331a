package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entries of {@code reasoning_details}, OpenRouter's list of what it thought and of what it wants back. An entry with a
 * {@code signature} or with encrypted {@code data} is a signature of this dialect: its value is the entry's JSON text, or
 * that of a list where text stood in an entry of its own before it (recorded: a summary, then the encrypted reasoning).
 */
final class OpenAiChatDetails {
    private OpenAiChatDetails() {}

    /** Whether the entry holds what its maker wants back. */
    static boolean isSigned(JsonNode entry) {
        return JsonTree.saysSomething(entry.get("signature")) || JsonTree.saysSomething(entry.get("data"));
    }

    /** The words of an entry; null where it has none. */
    static @Nullable String words(JsonNode entry) {
        String text = JsonTree.text(entry, "text");
        return text != null && !text.isEmpty() ? text : JsonTree.text(entry, "summary");
    }

    /** The opaque text that goes outside with a signed entry and returns by {@link #write}. */
    static String signature(@Nullable JsonNode unsignedBefore, JsonNode signed) {
        if (unsignedBefore == null || type(unsignedBefore).equals(type(signed))) {
            return signed.toString();
        }
        ObjectNode frame = ((ObjectNode) unsignedBefore).deepCopy();
        frame.remove("text");
        frame.remove("summary");
        return JsonNodeFactory.instance.arrayNode().add(frame).add(signed).toString();
    }

    /**
     * Adds the entries of a signature.
     *
     * @param text what the entries of text say; each holds it already or gets it
     * @return whether the value was one of this dialect
     */
    static boolean write(String value, String text, ArrayNode target) {
        JsonNode read = JsonTree.read(value.getBytes(StandardCharsets.UTF_8));
        if (read == null || !read.isContainer() || read.isEmpty()) {
            return false;
        }
        if (read.isArray()) {
            for (JsonNode entry : read) {
                target.add(entry instanceof ObjectNode object ? filled(object, text) : entry);
            }
        } else {
            target.add(filled((ObjectNode) read, text));
        }
        return true;
    }

    private static ObjectNode filled(ObjectNode entry, String text) {
        if (!text.isEmpty() && type(entry).equals("reasoning.text") && !entry.has("text")) {
            entry.put("text", text);
        } else if (!text.isEmpty() && type(entry).equals("reasoning.summary") && !entry.has("summary")) {
            entry.put("summary", text);
        }
        return entry;
    }

    private static String type(JsonNode entry) {
        String type = JsonTree.text(entry, "type");
        return type == null ? "" : type;
    }
}
