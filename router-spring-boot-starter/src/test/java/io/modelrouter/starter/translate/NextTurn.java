package io.modelrouter.starter.translate;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The request that a client makes of an answer: it sends it back unchanged, and with it what its tools gave. */
final class NextTurn {
    static final String GAVE = "result of ";

    private NextTurn() {}

    static RawJson of(Dialect dialect, JsonNode answer) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        switch (dialect) {
            case OPENAI_CHAT:
                chat(request.put("model", "m"), answer);
                break;
            case OPENAI_RESPONSES:
                responses(request.put("model", "m").put("store", false), answer);
                break;
            case CLAUDE_MESSAGES:
                claude(request.put("model", "m").put("max_tokens", 64), answer);
                break;
            default:
                gemini(request, answer);
                break;
        }
        return RawJson.parse(request.toString());
    }

    private static void chat(ObjectNode request, JsonNode answer) {
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "hi");
        JsonNode message = answer.path("choices").path(0).path("message");
        messages.add(message);
        for (JsonNode call : message.path("tool_calls")) {
            String id = call.path("id").asString();
            messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", GAVE + id);
        }
        messages.addObject().put("role", "user").put("content", "go on");
    }

    private static void responses(ObjectNode request, JsonNode answer) {
        ArrayNode input = request.putArray("input");
        input.addObject().put("role", "user").put("content", "hi");
        answer.path("output").forEach(input::add);
        for (JsonNode item : answer.path("output")) {
            String type = item.path("type").asString();
            if (type.equals("function_call") || type.equals("custom_tool_call")) {
                String id = item.path("call_id").asString();
                input.addObject()
                        .put("type", type + "_output")
                        .put("call_id", id)
                        .put("output", GAVE + id);
            }
        }
        input.addObject().put("role", "user").put("content", "go on");
    }

    private static void claude(ObjectNode request, JsonNode answer) {
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "user").put("content", "hi");
        messages.addObject().put("role", "assistant").set("content", answer.path("content"));
        ArrayNode content = messages.addObject().put("role", "user").putArray("content");
        for (JsonNode block : answer.path("content")) {
            if (block.path("type").asString().equals("tool_use")) {
                String id = block.path("id").asString();
                content.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", id)
                        .put("content", GAVE + id);
            }
        }
        content.addObject().put("type", "text").put("text", "go on");
    }

    private static void gemini(ObjectNode request, JsonNode answer) {
        ArrayNode contents = request.putArray("contents");
        contents.addObject().put("role", "user").putArray("parts").addObject().put("text", "hi");
        JsonNode content = answer.path("candidates").path(0).path("content");
        contents.add(content);
        ArrayNode parts = contents.addObject().put("role", "user").putArray("parts");
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionCall")) {
                JsonNode call = part.path("functionCall");
                ObjectNode response = parts.addObject().putObject("functionResponse");
                if (call.has("id")) {
                    response.set("id", call.path("id"));
                }
                response.set("name", call.path("name"));
                response.putObject("response")
                        .put("output", GAVE + call.path("name").asString());
            }
        }
        parts.addObject().put("text", "go on");
    }
}
