package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts a stream together again into the whole answer, the way the vendors' clients do. */
final class Reassembled {
    private Reassembled() {}

    /** The frames of a server-sent stream; the event name of each must be the type inside, where there is one. */
    static List<JsonNode> frames(String sse, String lineEnd) {
        List<JsonNode> frames = new ArrayList<>();
        assertThat(sse).endsWith(lineEnd + lineEnd);
        for (String frame : sse.split(lineEnd + lineEnd)) {
            String data = frame;
            if (frame.startsWith("event: ")) {
                String event = frame.substring("event: ".length(), frame.indexOf(lineEnd));
                data = frame.substring(frame.indexOf(lineEnd) + lineEnd.length());
                assertThat(data).contains("\"type\":\"" + event + "\"");
            }
            assertThat(data).startsWith("data: ").doesNotContain("\n");
            String payload = data.substring("data: ".length());
            frames.add(payload.equals("[DONE]") ? AskedOf.JSON.missingNode() : AskedOf.JSON.readTree(payload));
        }
        return frames;
    }

    static JsonNode of(Dialect dialect, String sse) {
        return switch (dialect) {
            case OPENAI_CHAT -> chat(frames(sse, "\n"));
            case OPENAI_RESPONSES -> responses(frames(sse, "\n"));
            case CLAUDE_MESSAGES -> claude(frames(sse, "\n"));
            default -> gemini(frames(sse, "\r\n"));
        };
    }

    private static void append(ObjectNode object, String name, JsonNode delta) {
        if (delta.has(name)) {
            JsonNode more = delta.path(name);
            if (more.isNull()) {
                object.putNull(name);
            } else {
                object.put(name, object.path(name).stringValue("") + more.asString());
            }
        }
    }

    private static JsonNode chat(List<JsonNode> frames) {
        assertThat(frames.get(frames.size() - 1).isMissingNode()).as("[DONE]").isTrue();
        ObjectNode whole = AskedOf.JSON.createObjectNode();
        TreeMap<Integer, ObjectNode> choices = new TreeMap<>();
        for (JsonNode chunk : frames.subList(0, frames.size() - 1)) {
            for (String name : List.of("id", "created", "model", "service_tier", "system_fingerprint")) {
                whole.set(name, chunk.path(name));
            }
            if (chunk.path("usage").isObject()) {
                whole.set("usage", chunk.path("usage"));
            }
            for (JsonNode part : chunk.path("choices").values()) {
                ObjectNode choice = choices.computeIfAbsent(
                        part.path("index").asInt(),
                        index -> AskedOf.JSON.createObjectNode().put("index", index));
                ObjectNode message = choice.withObject("message");
                JsonNode delta = part.path("delta");
                for (String name : List.of("role", "content", "reasoning_content", "refusal")) {
                    append(message, name, delta);
                }
                for (JsonNode call : delta.path("tool_calls").values()) {
                    ArrayNode calls = message.withArray("tool_calls");
                    int at = call.path("index").asInt();
                    ObjectNode target = at < calls.size() ? (ObjectNode) calls.get(at) : calls.addObject();
                    append(target, "id", call);
                    append(target, "type", call);
                    append(target.withObject("function"), "name", call.path("function"));
                    append(target.withObject("function"), "arguments", call.path("function"));
                }
                choice.set("logprobs", part.path("logprobs"));
                choice.set("finish_reason", part.path("finish_reason"));
            }
        }
        choices.values().forEach(choice -> choice.withObject("message").putArray("annotations"));
        whole.putArray("choices").addAll(choices.values());
        return whole.put("object", "chat.completion");
    }

    private static JsonNode responses(List<JsonNode> frames) {
        return frames.get(frames.size() - 1).path("response");
    }

    private static JsonNode claude(List<JsonNode> frames) {
        ObjectNode whole = (ObjectNode) frames.get(0).path("message").deepCopy();
        ArrayNode content = whole.withArray("content");
        StringBuilder input = new StringBuilder();
        for (JsonNode event : frames) {
            switch (event.path("type").asString()) {
                case "content_block_start" -> {
                    assertThat(event.path("index").asInt()).isEqualTo(content.size());
                    content.add(event.path("content_block").deepCopy());
                    input.setLength(0);
                }
                case "content_block_delta" -> {
                    ObjectNode block =
                            (ObjectNode) content.get(event.path("index").asInt());
                    JsonNode delta = event.path("delta");
                    append(block, "text", delta);
                    append(block, "thinking", delta);
                    append(block, "signature", delta);
                    input.append(delta.path("partial_json").asString(""));
                }
                case "content_block_stop" -> {
                    if (input.length() > 0) {
                        ((ObjectNode) content.get(event.path("index").asInt()))
                                .set("input", AskedOf.JSON.readTree(input.toString()));
                    }
                }
                case "message_delta" -> {
                    whole.setAll((ObjectNode) event.path("delta"));
                    whole.withObject("usage").setAll((ObjectNode) event.path("usage"));
                }
                default -> {}
            }
        }
        return whole;
    }

    static JsonNode gemini(List<JsonNode> chunks) {
        ObjectNode whole = AskedOf.JSON.createObjectNode();
        TreeMap<Integer, ObjectNode> candidates = new TreeMap<>();
        for (JsonNode chunk : chunks) {
            for (String name : List.of("usageMetadata", "modelVersion", "responseId")) {
                assertThat(chunk.has(name)).as(name).isTrue();
                whole.set(name, chunk.path(name));
            }
            for (JsonNode part : chunk.path("candidates").values()) {
                ObjectNode candidate = candidates.computeIfAbsent(
                        part.path("index").asInt(),
                        index -> AskedOf.JSON.createObjectNode().put("index", index));
                candidate.withObject("content").put("role", "model");
                part.at("/content/parts").values().forEach(piece -> add(candidate, (ObjectNode) piece));
                if (part.has("finishReason")) {
                    candidate.set("finishReason", part.path("finishReason"));
                }
            }
        }
        whole.putArray("candidates").addAll(candidates.values());
        return whole;
    }

    /** Text goes on in the part before it if that is of the same kind; an empty text adds only its signature. */
    private static void add(ObjectNode candidate, ObjectNode piece) {
        ArrayNode parts = candidate.withObject("content").withArray("parts");
        JsonNode last = parts.isEmpty() ? AskedOf.JSON.missingNode() : parts.get(parts.size() - 1);
        if (last instanceof ObjectNode text
                && text.has("text")
                && piece.has("text")
                && text.has("thought") == piece.has("thought")) {
            append(text, "text", piece);
            if (piece.has("thoughtSignature")) {
                text.set("thoughtSignature", piece.path("thoughtSignature"));
            }
        } else if (!piece.path("text").asString("-").isEmpty()) {
            parts.add(piece.deepCopy());
        }
    }
}
