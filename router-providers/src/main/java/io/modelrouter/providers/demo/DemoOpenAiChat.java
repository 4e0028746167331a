package io.modelrouter.providers.demo;

import io.modelrouter.providers.demo.DemoAsk.Said;
import io.modelrouter.providers.demo.DemoAsk.Tool;
import io.modelrouter.providers.demo.DemoAsk.Tools;
import io.modelrouter.providers.demo.DemoAsk.Wish;
import io.modelrouter.providers.demo.DemoTurn.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI Chat Completions. Reasoning goes into {@code reasoning_content}, where compatible vendors put it and clients
 * look for it; OpenAI itself only counts it.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">the vendor's reference</a>
 */
final class DemoOpenAiChat implements DemoDialect {
    private static final int MOST_CHOICES = 128;
    private static final String FINGERPRINT = "fp_0d3e0de0de";

    /** What stays the same in every object of an answer. */
    private record Envelope(String id, long created, String model, String serviceTier) {
        ObjectNode open(String object) {
            return DemoJson.object()
                    .put("id", id)
                    .put("object", object)
                    .put("created", created)
                    .put("model", model);
        }
    }

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        return DemoOpenAi.refuse(refusal, ids);
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        DemoAsk ask = read(body, DemoJson.text(body, "model", setting.model()));
        List<DemoTurn> turns = DemoScript.play(ask);
        DemoIds ids = setting.ids();
        Envelope envelope = new Envelope(
                ids.base62("chatcmpl-", 29),
                setting.clock().instant().getEpochSecond(),
                ask.model(),
                serviceTier(body));
        boolean legacy = DemoJson.has(body, "functions");
        if (!body.path("stream").booleanValue(false)) {
            String whole = DemoJson.write(whole(envelope, ask, turns, legacy, ids));
            return DemoReply.whole(
                    200, DemoOpenAi.headers("application/json", ids).build(), whole);
        }
        boolean usage = body.path("stream_options").path("include_usage").booleanValue(false);
        DemoFrames frames = new DemoFrames();
        for (int index = 0; index < turns.size(); index++) {
            stream(frames, new Chunks(envelope, index, usage), turns.get(index), legacy, ids);
        }
        if (usage) {
            frames.add(() -> usageChunk(envelope, ask, turns));
        }
        frames.add(() -> "data: [DONE]\n\n");
        return new DemoReply(
                200,
                DemoOpenAi.headers("text/event-stream; charset=utf-8", ids).build(),
                frames.iterator(setting.cut()));
    }

    static String serviceTier(JsonNode body) {
        String asked = DemoJson.text(body, "service_tier", "auto");
        return asked.equals("auto") ? "default" : asked;
    }

    // Reading

    private static DemoAsk read(ObjectNode body, String model) throws DemoRefusal {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw DemoRefusal.badRequest("'messages' must be a list with at least one message.", "messages");
        }
        String limit = DemoJson.has(body, "max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        int choices = DemoJson.has(body, "n") ? DemoJson.positive(body.path("n"), "n", MOST_CHOICES) : 1;
        JsonNode format = body.path("response_format");
        String formatType = DemoJson.text(format, "type", "text");
        Wish wish = new Wish(
                thinks(body),
                formatType.startsWith("json"),
                format.path("json_schema").has("schema")
                        ? format.path("json_schema").path("schema")
                        : null,
                DemoJson.limit(body, limit),
                DemoJson.strings(body.path("stop")),
                choices);
        return new DemoAsk(model, TokenGuess.prompt(body), said(messages), tools(body), wish);
    }

    private static boolean thinks(JsonNode body) {
        String effort = DemoJson.text(body, "reasoning_effort");
        if (effort == null) {
            effort = DemoJson.text(body.path("reasoning"), "effort");
        }
        if (effort != null) {
            return !effort.equals("none");
        }
        // As DeepSeek, Z.ai and OpenRouter write it.
        return DemoJson.text(body.path("thinking"), "type", "disabled").equals("enabled")
                || body.path("reasoning").path("enabled").booleanValue(false)
                || body.path("reasoning").path("max_tokens").asInt(0) > 0;
    }

    private static Said said(JsonNode messages) {
        List<String> results = new ArrayList<>();
        boolean ending = true;
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode message = messages.get(i);
            String role = DemoJson.text(message, "role", "");
            if (role.equals("tool") || role.equals("function")) {
                if (ending) {
                    results.add(0, DemoJson.flatText(message.path("content")));
                }
            } else if (role.equals("user")) {
                return new Said(DemoJson.lastText(message.path("content")), results);
            } else if (!role.equals("system") && !role.equals("developer")) {
                ending = false;
            }
        }
        return new Said("", results);
    }

    private static Tools tools(JsonNode body) {
        List<Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools").values()) {
            add(offered, tool.path("function"), false);
            add(offered, tool.path("custom"), true);
        }
        for (JsonNode function : body.path("functions").values()) {
            add(offered, function, false);
        }
        JsonNode choice = body.has("tool_choice") ? body.path("tool_choice") : body.path("function_call");
        List<Tool> usable = offered;
        String forced = null;
        if (DemoJson.text(choice, "type", "").equals("allowed_tools")) {
            List<String> allowed = new ArrayList<>();
            choice.path("allowed_tools").path("tools").values().forEach(tool -> {
                allowed.add(DemoJson.text(tool.path("function"), "name", ""));
            });
            usable = offered.stream()
                    .filter(tool -> allowed.contains(tool.name()))
                    .toList();
        } else {
            forced = DemoJson.text(choice, "name");
            for (String kind : List.of("function", "custom")) {
                forced = forced != null ? forced : DemoJson.text(choice.path(kind), "name");
            }
        }
        boolean parallel = body.path("parallel_tool_calls").booleanValue(true) && !DemoJson.has(body, "functions");
        return new Tools(usable, !choice.stringValue("").equals("none"), forced, parallel);
    }

    private static void add(List<Tool> tools, JsonNode declared, boolean freeText) {
        String name = DemoJson.text(declared, "name");
        if (name != null) {
            tools.add(new Tool(name, null, SchemaSample.orEmpty(declared.path("parameters")), freeText));
        }
    }

    // Writing

    private static ObjectNode whole(Envelope envelope, DemoAsk ask, List<DemoTurn> turns, boolean legacy, DemoIds ids) {
        ObjectNode answer = envelope.open("chat.completion");
        ArrayNode choices = answer.putArray("choices");
        for (int index = 0; index < turns.size(); index++) {
            DemoTurn turn = turns.get(index);
            ObjectNode choice = choices.addObject().put("index", index);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            message.put("content", turn.calls().isEmpty() ? turn.fullText() : null);
            if (!turn.thought().isEmpty()) {
                message.put("reasoning_content", turn.thoughtText());
            }
            if (legacy && !turn.calls().isEmpty()) {
                Call call = turn.calls().get(0);
                message.set("function_call", named(call).put("arguments", call.argumentText()));
            } else if (!turn.calls().isEmpty()) {
                ArrayNode calls = message.putArray("tool_calls");
                turn.calls().forEach(call -> calls.add(opened(call, ids, call.argumentText())));
            }
            message.putNull("refusal");
            message.putArray("annotations");
            choice.putNull("logprobs");
            choice.put("finish_reason", finishReason(turn, legacy));
        }
        answer.set("usage", usage(ask, turns));
        return answer.put("service_tier", envelope.serviceTier()).put("system_fingerprint", FINGERPRINT);
    }

    /** The chunks of one choice. */
    private record Chunks(Envelope envelope, int index, boolean usage) {

        String delta(ObjectNode delta) {
            return chunk(delta, null);
        }

        String delta(String name, String text) {
            return chunk(DemoJson.object().put(name, text), null);
        }

        String chunk(ObjectNode delta, @Nullable String finishReason) {
            ObjectNode chunk = envelope.open("chat.completion.chunk")
                    .put("service_tier", envelope.serviceTier())
                    .put("system_fingerprint", FINGERPRINT);
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
            choice.set("delta", delta);
            choice.putNull("logprobs");
            choice.put("finish_reason", finishReason);
            if (usage) {
                chunk.putNull("usage");
            }
            return data(chunk);
        }
    }

    private static void stream(DemoFrames frames, Chunks chunks, DemoTurn turn, boolean legacy, DemoIds ids) {
        frames.add(() -> chunks.delta(DemoJson.object()
                .put("role", "assistant")
                .put("content", turn.calls().isEmpty() ? "" : null)
                .putNull("refusal")));
        turn.thoughtChunks().forEach(thought -> frames.paced(() -> chunks.delta("reasoning_content", thought)));
        turn.textChunks().forEach(text -> frames.paced(() -> chunks.delta("content", text)));
        for (int i = 0; i < turn.calls().size(); i++) {
            int at = i;
            Call call = turn.calls().get(i);
            if (legacy) {
                frames.paced(() -> chunks.delta(function(named(call).put("arguments", ""))));
                call.argumentChunks()
                        .forEach(part -> frames.paced(
                                () -> chunks.delta(function(DemoJson.object().put("arguments", part)))));
                continue;
            }
            frames.paced(() -> chunks.delta(toolCall(at, opened(call, ids, ""))));
            String kind = call.tool().freeText() ? "custom" : "function";
            String member = call.tool().freeText() ? "input" : "arguments";
            call.argumentChunks()
                    .forEach(part -> frames.paced(() -> {
                        ObjectNode more = DemoJson.object();
                        more.putObject(kind).put(member, part);
                        return chunks.delta(toolCall(at, more));
                    }));
        }
        frames.add(() -> chunks.chunk(DemoJson.object(), finishReason(turn, legacy)));
    }

    private static ObjectNode function(ObjectNode call) {
        ObjectNode delta = DemoJson.object();
        delta.set("function_call", call);
        return delta;
    }

    private static ObjectNode named(Call call) {
        return DemoJson.object().put("name", call.tool().name());
    }

    private static ObjectNode toolCall(int index, ObjectNode call) {
        ObjectNode delta = DemoJson.object();
        ObjectNode indexed = delta.putArray("tool_calls").addObject().put("index", index);
        indexed.setAll(call);
        return delta;
    }

    private static ObjectNode opened(Call call, DemoIds ids, String arguments) {
        ObjectNode node = DemoJson.object().put("id", ids.base62("call_", 24));
        if (call.tool().freeText()) {
            node.put("type", "custom").set("custom", named(call).put("input", arguments));
        } else {
            node.put("type", "function").set("function", named(call).put("arguments", arguments));
        }
        return node;
    }

    private static String finishReason(DemoTurn turn, boolean legacy) {
        return switch (turn.ending()) {
            case LENGTH -> "length";
            case TOOL_CALLS -> legacy ? "function_call" : "tool_calls";
            case DONE, STOP_SEQUENCE -> "stop";
        };
    }

    private static String usageChunk(Envelope envelope, DemoAsk ask, List<DemoTurn> turns) {
        ObjectNode chunk = envelope.open("chat.completion.chunk")
                .put("service_tier", envelope.serviceTier())
                .put("system_fingerprint", FINGERPRINT);
        chunk.putArray("choices");
        chunk.set("usage", usage(ask, turns));
        return data(chunk);
    }

    private static ObjectNode usage(DemoAsk ask, List<DemoTurn> turns) {
        int output = turns.stream().mapToInt(DemoTurn::outputTokens).sum();
        ObjectNode usage = DemoJson.object()
                .put("prompt_tokens", ask.promptTokens())
                .put("completion_tokens", output)
                .put("total_tokens", ask.promptTokens() + output);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put(
                        "reasoning_tokens",
                        turns.stream().mapToInt(DemoTurn::thoughtTokens).sum())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    private static String data(ObjectNode chunk) {
        return "data: " + DemoJson.write(chunk) + "\n\n";
    }
}
