package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.providers.demo.DemoAsk.Said;
import io.modelrouter.providers.demo.DemoAsk.Tool;
import io.modelrouter.providers.demo.DemoAsk.Tools;
import io.modelrouter.providers.demo.DemoAsk.Wish;
import io.modelrouter.providers.demo.DemoTurn.Call;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Anthropic Messages.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">the vendor's reference</a>
 */
final class DemoClaude implements DemoDialect {

    /** One answer: what is in it and what was asked that shows in it. */
    private record Message(String id, DemoAsk ask, DemoTurn turn, Thinking thinking, boolean contextManaged) {}

    /** How a thought is shown: with its text, or signed but empty ({@code display: omitted}). */
    private record Thinking(boolean visible, String signature) {}

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        String requestId = ids.base62("req_011C", 20);
        ObjectNode body = DemoJson.object().put("type", "error");
        body.putObject("error").put("type", errorType(refusal.status())).put("message", refusal.message());
        body.put("request_id", requestId);
        HttpHeaders.Builder headers =
                HttpHeaders.builder().add("content-type", "application/json").add("request-id", requestId);
        if (refusal.status() == 429) {
            headers.add("retry-after", "1");
        }
        headers.add("x-should-retry", refusal.status() == 429 || refusal.status() >= 500 ? "true" : "false");
        return DemoReply.whole(refusal.status(), headers.build(), DemoJson.write(body));
    }

    private static String errorType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        DemoAsk ask = read(body, DemoJson.text(body, "model", setting.model()));
        DemoIds ids = setting.ids();
        boolean omitted = DemoJson.text(body.path("thinking"), "display", "").equals("omitted");
        Message message = new Message(
                ids.base62("msg_01", 22),
                ask,
                DemoScript.play(ask).get(0),
                new Thinking(!omitted, ids.signature()),
                DemoJson.has(body, "context_management"));
        String requestId = ids.base62("req_011C", 20);
        if (!body.path("stream").booleanValue(false)) {
            return DemoReply.whole(200, headers("application/json", requestId), DemoJson.write(whole(message, ids)));
        }
        return new DemoReply(
                200,
                headers("text/event-stream; charset=utf-8", requestId),
                stream(message, ids).iterator(setting.cut()));
    }

    private static HttpHeaders headers(String contentType, String requestId) {
        return HttpHeaders.builder()
                .add("content-type", contentType)
                .add("request-id", requestId)
                .build();
    }

    // Reading

    private static DemoAsk read(ObjectNode body, String model) throws DemoRefusal {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw DemoRefusal.badRequest("messages: at least one message is required");
        }
        if (!DemoJson.has(body, "max_tokens")) {
            throw DemoRefusal.badRequest("max_tokens: Field required");
        }
        JsonNode format = body.path("output_config").path("format");
        // The beta before output_config had the same object at the top.
        JsonNode asked = format.isObject() ? format : body.path("output_format");
        String thinking = DemoJson.text(body.path("thinking"), "type", "disabled");
        Wish wish = new Wish(
                thinking.equals("enabled") || thinking.equals("adaptive"),
                DemoJson.text(asked, "type", "").equals("json_schema"),
                asked.has("schema") ? asked.path("schema") : null,
                DemoJson.limit(body, "max_tokens"),
                DemoJson.strings(body.path("stop_sequences")),
                1);
        return new DemoAsk(model, TokenGuess.prompt(body), said(messages), tools(body), wish);
    }

    /** Messages of the user in a row are one turn, as the vendor takes them. */
    private static Said said(JsonNode messages) {
        List<String> results = new ArrayList<>();
        String text = "";
        boolean lastTurn = true;
        for (int i = messages.size() - 1; i >= 0 && (lastTurn || text.isBlank()); i--) {
            JsonNode message = messages.get(i);
            String role = DemoJson.text(message, "role", "");
            // Claude Code puts messages of the role "system" behind the user's turn; they end nothing.
            if (role.equals("user")) {
                JsonNode content = message.path("content");
                text = text.isBlank() ? DemoJson.lastText(content) : text;
                if (lastTurn) {
                    results.addAll(0, results(content));
                }
            } else if (!role.equals("system")) {
                lastTurn = false;
            }
        }
        return new Said(text, results);
    }

    private static List<String> results(JsonNode content) {
        List<String> results = new ArrayList<>();
        for (JsonNode block : content.values()) {
            if (DemoJson.text(block, "type", "").equals("tool_result")) {
                results.add(DemoJson.flatText(block.path("content")));
            }
        }
        return results;
    }

    private static Tools tools(JsonNode body) {
        List<Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools").values()) {
            String name = DemoJson.text(tool, "name");
            // Tools that the vendor runs have a type of their own and no schema.
            if (name != null && tool.path("input_schema").isObject()) {
                offered.add(new Tool(name, null, tool.path("input_schema"), false));
            }
        }
        JsonNode choice = body.path("tool_choice");
        String type = DemoJson.text(choice, "type", "auto");
        return new Tools(
                offered,
                !type.equals("none"),
                type.equals("tool") ? DemoJson.text(choice, "name") : null,
                !choice.path("disable_parallel_tool_use").booleanValue(false));
    }

    // Writing

    private static ObjectNode whole(Message message, DemoIds ids) {
        DemoTurn turn = message.turn();
        ObjectNode answer = open(message);
        ArrayNode content = answer.putArray("content");
        if (!turn.thought().isEmpty()) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", message.thinking().visible() ? turn.thoughtText() : "")
                    .put("signature", message.thinking().signature());
        }
        if (!turn.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", turn.fullText());
        }
        for (Call call : turn.calls()) {
            ObjectNode block = toolUse(call, ids);
            block.set("input", call.arguments());
            content.add(block);
        }
        answer.put("stop_reason", stopReason(turn))
                .put("stop_sequence", turn.stopSequence())
                .putNull("stop_details");
        ObjectNode usage = inputUsage(message.ask());
        cacheCreation(usage);
        usage.put("output_tokens", turn.outputTokens());
        usage.putObject("output_tokens_details").put("thinking_tokens", turn.thoughtTokens());
        answer.set("usage", usage.put("service_tier", "standard").put("inference_geo", "global"));
        if (message.contextManaged()) {
            answer.putObject("context_management").putArray("applied_edits");
        }
        return answer;
    }

    private static DemoFrames stream(Message message, DemoIds ids) {
        DemoTurn turn = message.turn();
        DemoFrames frames = new DemoFrames();
        frames.add(() -> start(message));
        int index = 0;
        if (!turn.thought().isEmpty()) {
            int at = index++;
            ObjectNode block = DemoJson.object()
                    .put("type", "thinking")
                    .put("thinking", "")
                    .put("signature", "");
            frames.add(() -> blockStart(at, block));
            ping(frames, at);
            if (message.thinking().visible()) {
                turn.thoughtChunks().forEach(part -> frames.paced(() -> delta(at, "thinking_delta", "thinking", part)));
            }
            frames.add(() ->
                    delta(at, "signature_delta", "signature", message.thinking().signature()));
            frames.add(() -> blockStop(at));
        }
        if (!turn.text().isEmpty()) {
            int at = index++;
            frames.add(
                    () -> blockStart(at, DemoJson.object().put("type", "text").put("text", "")));
            ping(frames, at);
            turn.textChunks().forEach(part -> frames.paced(() -> delta(at, "text_delta", "text", part)));
            frames.add(() -> blockStop(at));
        }
        for (Call call : turn.calls()) {
            int at = index++;
            frames.paced(() -> blockStart(at, toolUse(call, ids)));
            ping(frames, at);
            // The vendor begins with an empty delta; clients must bear it.
            frames.add(() -> delta(at, "input_json_delta", "partial_json", ""));
            call.argumentChunks()
                    .forEach(part -> frames.paced(() -> delta(at, "input_json_delta", "partial_json", part)));
            frames.add(() -> blockStop(at));
        }
        if (index == 0) {
            ping(frames, 0);
        }
        frames.add(() -> end(message));
        return frames.add(() -> event("message_stop", typed("message_stop")));
    }

    /** One ping, behind the first block's start, where most recorded streams have it. */
    private static void ping(DemoFrames frames, int blockIndex) {
        if (blockIndex == 0) {
            frames.add(() -> event("ping", typed("ping")));
        }
    }

    private static ObjectNode open(Message message) {
        return DemoJson.object()
                .put("model", message.ask().model())
                .put("id", message.id())
                .put("type", "message")
                .put("role", "assistant");
    }

    private static String start(Message message) {
        ObjectNode start = typed("message_start");
        ObjectNode opened = open(message);
        opened.putArray("content");
        opened.putNull("stop_reason").putNull("stop_sequence").putNull("stop_details");
        ObjectNode usage = inputUsage(message.ask());
        cacheCreation(usage);
        // Some clients add this to the final count, so it is as small as the vendor's.
        usage.put("output_tokens", 1).put("service_tier", "standard").put("inference_geo", "global");
        opened.set("usage", usage);
        start.set("message", opened);
        return event("message_start", start);
    }

    private static String end(Message message) {
        DemoTurn turn = message.turn();
        ObjectNode end = typed("message_delta");
        end.putObject("delta")
                .put("stop_reason", stopReason(turn))
                .put("stop_sequence", turn.stopSequence())
                .putNull("stop_details");
        ObjectNode usage = inputUsage(message.ask()).put("output_tokens", turn.outputTokens());
        usage.putObject("output_tokens_details").put("thinking_tokens", turn.thoughtTokens());
        end.set("usage", usage);
        if (message.contextManaged()) {
            end.putObject("context_management").putArray("applied_edits");
        }
        return event("message_delta", end);
    }

    private static ObjectNode toolUse(Call call, DemoIds ids) {
        ObjectNode block = DemoJson.object()
                .put("type", "tool_use")
                .put("id", ids.base62("toolu_01", 22))
                .put("name", call.tool().name());
        block.putObject("input");
        block.putObject("caller").put("type", "direct");
        return block;
    }

    private static String blockStart(int index, ObjectNode block) {
        ObjectNode start = typed("content_block_start").put("index", index);
        start.set("content_block", block);
        return event("content_block_start", start);
    }

    private static String delta(int index, String type, String member, String text) {
        ObjectNode event = typed("content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(member, text);
        return event("content_block_delta", event);
    }

    private static String blockStop(int index) {
        return event("content_block_stop", typed("content_block_stop").put("index", index));
    }

    private static ObjectNode inputUsage(DemoAsk ask) {
        return DemoJson.object()
                .put("input_tokens", ask.promptTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0);
    }

    private static void cacheCreation(ObjectNode usage) {
        usage.putObject("cache_creation").put("ephemeral_5m_input_tokens", 0).put("ephemeral_1h_input_tokens", 0);
    }

    private static String stopReason(DemoTurn turn) {
        return switch (turn.ending()) {
            case DONE -> "end_turn";
            case TOOL_CALLS -> "tool_use";
            case LENGTH -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
        };
    }

    private static ObjectNode typed(String type) {
        return DemoJson.object().put("type", type);
    }

    private static String event(String name, ObjectNode data) {
        return "event: " + name + "\ndata: " + DemoJson.write(data) + "\n\n";
    }
}
