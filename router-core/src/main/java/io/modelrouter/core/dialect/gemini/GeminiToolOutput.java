package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tool gave, out of the object that Gemini wants and every client fills in its own way: {@code {output}} (Google's
 * SDKs), {@code {result}} (Spring AI, LangChain.js), {@code {response}} (LangChain4j), {@code {name,content}} (AI SDK).
 *
 * @param text the text inside, or the object as JSON; null where there is none
 */
record GeminiToolOutput(@Nullable String text, boolean error) {
    private static final Set<String> WRAPPERS = Set.of("output", "result", "response", "content");

    static GeminiToolOutput read(String name, @Nullable JsonNode response) {
        if (response == null) {
            return new GeminiToolOutput(null, false);
        }
        if (!response.isObject()) {
            return new GeminiToolOutput(words(response), false);
        }
        if (response.size() == 1) {
            Map.Entry<String, JsonNode> only = response.properties().iterator().next();
            if (only.getKey().equals("error") && only.getValue().isString()) {
                return new GeminiToolOutput(only.getValue().stringValue(), true);
            }
            if (WRAPPERS.contains(only.getKey()) && only.getValue().isString()) {
                return new GeminiToolOutput(only.getValue().stringValue(), false);
            }
        }
        JsonNode content = response.get("content");
        if (response.size() == 2 && content != null && name.equals(JsonTree.text(response, "name"))) {
            return new GeminiToolOutput(words(content), false);
        }
        return new GeminiToolOutput(words(response), false);
    }

    private static String words(JsonNode node) {
        return node.isString() ? node.stringValue() : new String(JsonTree.bytes(node), StandardCharsets.UTF_8);
    }

    /** The object for a text: itself if it is one, else in Google's own wrapping. */
    static ObjectNode write(String text, boolean error) {
        if (error) {
            return JsonNodeFactory.instance.objectNode().put("error", text);
        }
        JsonNode parsed =
                text.stripLeading().startsWith("{") ? JsonTree.read(text.getBytes(StandardCharsets.UTF_8)) : null;
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        return JsonNodeFactory.instance.objectNode().put("output", text);
    }
}
