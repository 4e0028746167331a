package io.modelrouter.providers.demo;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a whole answer says, read the same way in each dialect.
 *
 * @param calls name and arguments, such as {@code weather{"location":"Paris"}}
 * @param signature whether the thought is signed or encrypted for its return
 */
record Heard(
        String thought, String text, List<String> calls, String finish, boolean signature, long output, long thoughts) {

    static Heard by(Dialect dialect, JsonNode answer) {
        return switch (dialect) {
            case OPENAI_CHAT -> chat(answer, 0);
            case OPENAI_RESPONSES -> responses(answer);
            case CLAUDE_MESSAGES -> claude(answer);
            default -> gemini(answer, 0);
        };
    }

    static Heard chat(JsonNode answer, int choice) {
        JsonNode message = answer.at("/choices/" + choice + "/message");
        List<String> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls").values()) {
            calls.add(call.at("/function/name").asString()
                    + call.at("/function/arguments").asString());
        }
        return new Heard(
                message.path("reasoning_content").asString(""),
                message.path("content").stringValue(""),
                calls,
                answer.at("/choices/" + choice + "/finish_reason").asString(),
                false,
                answer.at("/usage/completion_tokens").asLong(),
                answer.at("/usage/completion_tokens_details/reasoning_tokens").asLong());
    }

    private static Heard responses(JsonNode answer) {
        StringBuilder thought = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        boolean signature = false;
        for (JsonNode item : answer.path("output").values()) {
            switch (item.path("type").asString()) {
                case "reasoning" -> {
                    thought.append(item.at("/summary/0/text").asString());
                    signature |= item.path("encrypted_content").isString();
                }
                case "message" -> text.append(item.at("/content/0/text").asString());
                default ->
                    calls.add(item.path("name").asString()
                            + item.path("arguments").asString());
            }
        }
        String reason = answer.at("/incomplete_details/reason").asString("");
        return new Heard(
                thought.toString(),
                text.toString(),
                calls,
                answer.path("status").asString() + (reason.isEmpty() ? "" : ":" + reason),
                signature,
                answer.at("/usage/output_tokens").asLong(),
                answer.at("/usage/output_tokens_details/reasoning_tokens").asLong());
    }

    private static Heard claude(JsonNode answer) {
        StringBuilder thought = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        boolean signature = false;
        for (JsonNode block : answer.path("content").values()) {
            switch (block.path("type").asString()) {
                case "thinking" -> {
                    thought.append(block.path("thinking").asString());
                    signature |= !block.path("signature").asString().isEmpty();
                }
                case "text" -> text.append(block.path("text").asString());
                default -> calls.add(block.path("name").asString() + block.path("input"));
            }
        }
        return new Heard(
                thought.toString(),
                text.toString(),
                calls,
                answer.path("stop_reason").asString(),
                signature,
                answer.at("/usage/output_tokens").asLong(),
                answer.at("/usage/output_tokens_details/thinking_tokens").asLong());
    }

    static Heard gemini(JsonNode answer, int candidate) {
        StringBuilder thought = new StringBuilder();
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        boolean signature = false;
        JsonNode chosen = answer.at("/candidates/" + candidate);
        for (JsonNode part : chosen.at("/content/parts").values()) {
            signature |= part.has("thoughtSignature");
            if (part.has("functionCall")) {
                calls.add(part.at("/functionCall/name").asString() + part.at("/functionCall/args"));
            } else {
                (part.path("thought").asBoolean(false) ? thought : text)
                        .append(part.path("text").asString());
            }
        }
        JsonNode usage = answer.path("usageMetadata");
        long thoughts = usage.path("thoughtsTokenCount").asLong(0);
        return new Heard(
                thought.toString(),
                text.toString(),
                calls,
                chosen.path("finishReason").asString(),
                signature,
                thoughts + usage.path("candidatesTokenCount").asLong(0),
                thoughts);
    }
}
