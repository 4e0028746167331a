package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Arguments of a call as the object that Gemini wants, whatever the model wrote. */
final class GeminiArguments {
    private GeminiArguments() {}

    /** Whether they are one, be it encoded twice, or nothing at all. */
    static boolean isObject(String arguments) {
        if (arguments.isBlank()) {
            return true;
        }
        JsonNode parsed = JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
        if (parsed != null && parsed.isString()) {
            parsed = JsonTree.read(parsed.stringValue().getBytes(StandardCharsets.UTF_8));
        }
        return parsed instanceof ObjectNode || parsed != null && parsed.isNull();
    }

    static ObjectNode object(String arguments) {
        if (arguments.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode parsed = JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
        if (parsed != null && parsed.isString()) {
            // Some models encode their arguments twice.
            JsonNode inner = JsonTree.read(parsed.stringValue().getBytes(StandardCharsets.UTF_8));
            parsed = inner instanceof ObjectNode ? inner : parsed;
        }
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
        if (parsed == null) {
            return wrapped.put("input", arguments);
        }
        return parsed.isNull() ? wrapped : wrapped.set("input", parsed);
    }
}
