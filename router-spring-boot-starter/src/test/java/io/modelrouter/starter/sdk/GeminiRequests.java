package io.modelrouter.starter.sdk;

import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.Part;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Recorded Gemini requests as the types of the Google SDK. */
final class GeminiRequests {
    /** What is bytes to the SDK, which reads the one alphabet of base64 only; recorded clients wrote either. */
    private static final Set<String> BYTES = Set.of("data", "thoughtSignature", "thought_signature");

    /** Members that stand beside the generation settings; the SDK's settings are flat. */
    private static final List<String> BESIDE =
            List.of("systemInstruction", "tools", "toolConfig", "safetySettings", "cachedContent");

    private GeminiRequests() {}

    static List<Content> contents(RecordedExchange exchange) {
        List<Content> contents = new ArrayList<>();
        body(exchange).path("contents").forEach(content -> contents.add(Content.fromJson(content.toString())));
        return contents.isEmpty() ? List.of(Content.fromParts(Part.fromText("hi"))) : contents;
    }

    /** What only Vertex takes is left out. */
    static GenerateContentConfig config(RecordedExchange exchange) {
        JsonNode body = body(exchange);
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        body.path("generationConfig").properties().forEach(member -> flat.set(member.getKey(), member.getValue()));
        for (String name : BESIDE) {
            if (body.has(name)) {
                flat.set(name, body.get(name));
            }
        }
        if (flat.path("tools").isObject()) {
            flat.set("tools", list(flat.get("tools")));
        }
        return GenerateContentConfig.fromJson(flat.toString());
    }

    static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    }

    private static JsonNode body(RecordedExchange exchange) {
        JsonNode body = Recordings.json(RecordedRequests.body(exchange));
        tidy(body);
        return body;
    }

    /** Where a list has one element the API takes the element as well; the SDK does not. */
    private static void tidy(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                JsonNode value = member.getValue();
                if (BYTES.contains(member.getKey()) && value.isString()) {
                    object.put(member.getKey(), Base64.getEncoder().encodeToString(decoded(value.asString())));
                } else if (member.getKey().equals("parts") && value.isObject()) {
                    tidy(value);
                    object.set("parts", list(value));
                }
            }
        }
        node.forEach(GeminiRequests::tidy);
    }

    private static ArrayNode list(JsonNode element) {
        return JsonNodeFactory.instance.arrayNode().add(element);
    }
}
