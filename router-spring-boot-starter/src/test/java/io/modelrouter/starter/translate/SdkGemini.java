package io.modelrouter.starter.translate;

import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The Google GenAI SDK's classes; its client cannot be had without a connection. */
final class SdkGemini {
    private static final String PLACEHOLDER = "skip_thought_signature_validator";

    private SdkGemini() {}

    static JsonNode response(byte[] body) {
        return read(Corpus.json(body));
    }

    /** The chunks put together: parts in their order, of everything else the last. */
    static JsonNode responseStream(byte[] body, boolean array) {
        List<JsonNode> chunks = new ArrayList<>();
        if (array) {
            Corpus.json(body).forEach(chunks::add); // the whole body must be one JSON array
        } else {
            for (WireFrame frame : Corpus.frames(body, false)) {
                chunks.add(Corpus.json(frame.dataText()));
            }
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ArrayNode candidates = whole.putArray("candidates");
        for (JsonNode chunk : chunks) {
            JsonNode read = read(chunk);
            read.properties().forEach(member -> {
                if (!member.getKey().equals("candidates")) {
                    whole.set(member.getKey(), member.getValue());
                }
            });
            for (JsonNode candidate : read.path("candidates")) {
                add(candidates, candidate);
            }
        }
        return whole;
    }

    private static void add(ArrayNode candidates, JsonNode candidate) {
        int index = candidate.path("index").asInt(0);
        while (candidates.size() <= index) {
            candidates.addObject().putObject("content").put("role", "model").putArray("parts");
        }
        ObjectNode known = (ObjectNode) candidates.get(index);
        if (known.has("finishReason")) {
            throw new AssertionError("something follows the finish reason: " + candidate);
        }
        ArrayNode parts = (ArrayNode) known.path("content").path("parts");
        candidate.path("content").path("parts").forEach(parts::add);
        candidate.properties().forEach(member -> {
            if (!member.getKey().equals("content")) {
                known.set(member.getKey(), member.getValue());
            }
        });
    }

    /** The answer itself, after the SDK has read it: its classes drop the nulls of arguments. */
    private static JsonNode read(JsonNode answer) {
        JsonNode read =
                Corpus.json(GenerateContentResponse.fromJson(answer.toString()).toJson());
        for (JsonNode candidate : read.path("candidates")) {
            if (candidate.path("finishReason").asString("").equals("FINISH_REASON_UNSPECIFIED")) {
                throw new AssertionError("a finish reason that the SDK does not know: " + answer);
            }
        }
        return answer;
    }

    /**
     * @throws RuntimeException if the SDK's classes cannot hold it
     */
    static void checkRequest(byte[] body) {
        // Google documents this placeholder, and its own CLI sends it, though it is not the base64 that the classes
        // want.
        JsonNode request = Corpus.json(new String(body, StandardCharsets.UTF_8).replace(PLACEHOLDER, "c2tpcA=="));
        request.path("contents").forEach(content -> Content.fromJson(content.toString()));
        if (request.has("systemInstruction")) {
            Content.fromJson(request.path("systemInstruction").toString());
        }
        request.path("tools").forEach(tool -> Tool.fromJson(tool.toString()));
        if (request.has("toolConfig")) {
            ToolConfig.fromJson(request.path("toolConfig").toString());
        }
        if (request.has("generationConfig")) {
            GenerationConfig.fromJson(request.path("generationConfig").toString());
        }
    }
}
