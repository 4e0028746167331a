package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;
import static io.modelrouter.starter.pairs.Json.text;
import static io.modelrouter.starter.pairs.Json.textOrNull;

import io.modelrouter.chat.Usage;
import io.modelrouter.starter.pairs.Asked.Kind;
import io.modelrouter.starter.pairs.Asked.Piece;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic, at messages. */
final class ClaudeVendor extends PlayedVendor {
    private static final Set<String> KNOWN = words(
            "model messages system max_tokens tools tool_choice stream temperature top_p top_k",
            "stop_sequences thinking metadata output_config service_tier container context_management",
            "mcp_servers cache_control");

    @Override
    Dialect dialect() {
        return Dialect.CLAUDE_MESSAGES;
    }

    @Override
    String type() {
        return "claude";
    }

    @Override
    String signature(String seed) {
        byte[] bytes = ("\u0012\u00ff?>signature " + seed).getBytes(StandardCharsets.ISO_8859_1);
        return "Eo" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    Asked read(LoopbackUpstream.Request request, JsonNode body) {
        require(request.target().split("\\?")[0].endsWith("/v1/messages"), "no such path: " + request.target());
        require(!request.header("anthropic-version").isEmpty(), "anthropic-version: header is required");
        onlyMembers(body, "", KNOWN);
        require(body.path("max_tokens").asLong(0) > 0, "max_tokens: Field required");
        JsonNode thinking = body.path("thinking");
        boolean thinks = Set.of("enabled", "adaptive").contains(text(thinking, "type"));
        if (text(thinking, "type").equals("enabled")) {
            long budget = thinking.path("budget_tokens").asLong(0);
            require(budget >= 1024, "thinking.enabled.budget_tokens: should be greater than or equal to 1024");
            require(budget < body.path("max_tokens").asLong(), "`max_tokens` must be greater than the budget");
        }
        if (thinks) {
            require(
                    !body.has("temperature") || body.path("temperature").asDouble() == 1,
                    "`temperature` may only be set to 1 when thinking is enabled");
            String choice = text(body.path("tool_choice"), "type");
            require(
                    !choice.equals("any") && !choice.equals("tool"),
                    "Thinking may not be enabled when tools are forced");
        }
        List<Piece> pieces = new ArrayList<>();
        messages(body.path("messages"), thinks, pieces);
        StringBuilder system = new StringBuilder(text(body, "system"));
        body.path("system")
                .forEach(block -> system.append(system.isEmpty() ? "" : "\n").append(text(block, "text")));
        JsonNode format = body.path("output_config").path("format");
        return new Asked(
                number(),
                text(body, "model"),
                body.path("stream").asBoolean(false),
                system.toString(),
                pieces,
                tools(body),
                thinks,
                thinks && !text(thinking, "display").equals("omitted"),
                text(format, "type").equals("json_schema") ? format.path("schema") : null,
                body.path("max_tokens").asLong(),
                body);
    }

    private void messages(JsonNode messages, boolean thinks, List<Piece> pieces) {
        require(messages.size() > 0, "messages: at least one message is required");
        require(text(messages.path(0), "role").equals("user"), "messages: first message must use the user role");
        Set<String> open = new LinkedHashSet<>();
        String role = "";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            boolean follows = role.equals(text(message, "role"));
            role = text(message, "role");
            require(role.equals("user") || role.equals("assistant"), "messages." + i + ": no such role: " + role);
            if (role.equals("assistant") && !follows) {
                require(open.isEmpty(), "`tool_use` ids were found without `tool_result` blocks after: " + open);
            }
            List<Piece> blocks = content(message, role, "messages." + i);
            boolean others = false;
            for (Piece block : blocks) {
                if (block.kind() == Kind.CALL) {
                    require(open.add(block.id()), "tool_use ids must be unique: " + block.id());
                } else if (block.kind() == Kind.RESULT) {
                    require(open.remove(block.id()), "unexpected `tool_use_id`: " + block.id());
                    require(!others, "tool_result blocks must come first");
                }
                others |= block.kind() != Kind.RESULT && role.equals("user");
            }
            require(
                    role.equals("assistant") || open.isEmpty(),
                    "`tool_use` ids without `tool_result` immediately after: " + open);
            boolean inLoop = role.equals("assistant")
                    && i >= lastUserWords(messages)
                    && i >= messages.size() - 2
                    && blocks.stream().anyMatch(block -> block.kind() == Kind.CALL);
            require(
                    !thinks || !inLoop || blocks.get(0).kind() == Kind.THINKING,
                    "messages." + i
                            + ".content.0: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When"
                            + " `thinking` is enabled, a final `assistant` message must start with a thinking block");
            pieces.addAll(blocks);
        }
        require(open.isEmpty(), "`tool_use` ids were found without `tool_result` blocks: " + open);
    }

    /** Where the tool loop that still runs began: after the last user message that is more than results. */
    private static int lastUserWords(JsonNode messages) {
        int last = 0;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode content = messages.get(i).path("content");
            boolean results = content.isArray()
                    && content.size() > 0
                    && text(content.get(0), "type").equals("tool_result");
            last = text(messages.get(i), "role").equals("user") && !results ? i : last;
        }
        return last;
    }

    private List<Piece> content(JsonNode message, String role, String where) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            require(!content.asString().isEmpty(), where + ": messages must have non-empty content");
            return List.of(Piece.text(role, content.asString()));
        }
        require(content.isArray() && content.size() > 0, where + ": messages must have non-empty content");
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode block : content) {
            pieces.add(block(block, role, where));
        }
        return pieces;
    }

    private Piece block(JsonNode block, String role, String where) {
        String type = text(block, "type");
        boolean assistants = Set.of("tool_use", "thinking", "redacted_thinking").contains(type);
        require(type.equals("text") || assistants == role.equals("assistant"), where + ": no " + type + " of " + role);
        switch (type) {
            case "text":
                require(!text(block, "text").isBlank(), where + ": text content blocks must be non-empty");
                return Piece.text(role, text(block, "text"));
            case "image":
                return media(block, Kind.IMAGE, "image/png");
            case "document":
                return media(block, Kind.PDF, "application/pdf");
            case "thinking":
                String signature = textOrNull(block, "signature");
                require(signature != null, where + ".thinking.signature: Field required");
                require(hasIssued(signature), where + ": Invalid `signature` in `thinking` block: " + signature);
                return new Piece(role, Kind.THINKING, null, null, text(block, "thinking"), signature);
            case "redacted_thinking":
                require(hasIssued(text(block, "data")), where + ": Invalid `data` in `redacted_thinking` block");
                return new Piece(role, Kind.THINKING, null, null, "", text(block, "data"));
            case "tool_use":
                String id = text(block, "id");
                require(id.matches("[a-zA-Z0-9_-]{1,64}"), where + ".tool_use.id: should match the pattern: " + id);
                require(block.path("input").isObject(), where + ".tool_use.input: Input should be a valid dictionary");
                return new Piece(
                        role,
                        Kind.CALL,
                        id,
                        text(block, "name"),
                        block.path("input").toString(),
                        null);
            case "tool_result":
                StringBuilder result = new StringBuilder(text(block, "content"));
                block.path("content").forEach(part -> result.append(text(part, "text")));
                return new Piece(role, Kind.RESULT, text(block, "tool_use_id"), null, result.toString(), null);
            default:
                throw new Complaint(where + ": no such block: " + type);
        }
    }

    private static Piece media(JsonNode block, Kind kind, String mediaType) {
        JsonNode source = block.path("source");
        require(text(source, "type").equals("base64"), "no base64: " + source);
        require(text(source, "media_type").equals(mediaType), "media_type: " + source);
        return new Piece("user", kind, null, null, text(source, "data"), null);
    }

    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            require(text(tool.path("input_schema"), "type").equals("object"), "tools: input_schema.type: " + tool);
            tools.add(object(
                    "name", text(tool, "name"),
                    "description", text(tool, "description"),
                    "schema", tool.path("input_schema")));
        }
        return tools;
    }

    private static String stop(PlayedAnswer answer) {
        return switch (answer.stop()) {
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
            case FILTER, REFUSAL -> "refusal";
            default -> "end_turn";
        };
    }

    private static ObjectNode usage(Usage usage, boolean begun) {
        return object(
                "input_tokens",
                usage.input(),
                "cache_creation_input_tokens",
                usage.cacheWrite(),
                "cache_read_input_tokens",
                usage.cacheRead(),
                "cache_creation",
                object("ephemeral_5m_input_tokens", usage.cacheWrite(), "ephemeral_1h_input_tokens", 0),
                "output_tokens",
                begun ? 3 : usage.output(),
                "output_tokens_details",
                begun ? Json.ABSENT : object("thinking_tokens", usage.reasoning()),
                "service_tier",
                "standard",
                "inference_geo",
                "global");
    }

    private static ObjectNode message(Asked asked, ArrayNode content, String stop, JsonNode usage) {
        return object(
                "id",
                "msg_01" + asked.id(),
                "type",
                "message",
                "role",
                "assistant",
                "model",
                asked.model(),
                "content",
                content,
                "stop_reason",
                stop,
                "stop_sequence",
                null,
                "stop_details",
                null,
                "usage",
                usage);
    }

    private static List<ObjectNode> blocks(PlayedAnswer answer) {
        List<ObjectNode> blocks = new ArrayList<>();
        if (answer.thinking() != null) {
            blocks.add(object("type", "thinking", "thinking", answer.thinking(), "signature", answer.signature()));
        }
        if (!answer.text().isEmpty()) {
            blocks.add(object("type", "text", "text", answer.allText(), "citations", null));
        }
        for (PlayedAnswer.Call call : answer.calls()) {
            blocks.add(object(
                    "type", "tool_use",
                    "id", call.id(),
                    "name", call.name(),
                    "input", Json.read(call.arguments()),
                    "caller", object("type", "direct")));
        }
        return blocks;
    }

    @Override
    JsonNode whole(PlayedAnswer answer, Asked asked) {
        return message(asked, array(blocks(answer).toArray()), stop(answer), usage(answer.usage(), false));
    }

    private static String frame(String type, Object... members) {
        ObjectNode event = object("type", type);
        event.setAll(object(members));
        return "event: " + type + "\ndata: " + event + "\n\n";
    }

    @Override
    List<String> frames(PlayedAnswer answer, Asked asked) {
        List<String> frames = new ArrayList<>();
        frames.add(frame("message_start", "message", message(asked, array(), null, usage(answer.usage(), true))));
        List<ObjectNode> blocks = blocks(answer);
        for (int i = 0; i < blocks.size(); i++) {
            ObjectNode block = blocks.get(i);
            switch (text(block, "type")) {
                case "thinking" -> {
                    JsonNode begun = object("type", "thinking", "thinking", "", "signature", "");
                    frames.add(frame("content_block_start", "index", i, "content_block", begun));
                    for (String half : halves(answer.thinking())) {
                        frames.add(delta(i, "thinking_delta", "thinking", half));
                    }
                    frames.add(delta(i, "signature_delta", "signature", answer.signature()));
                }
                case "text" -> {
                    JsonNode begun = object("type", "text", "text", "");
                    frames.add(frame("content_block_start", "index", i, "content_block", begun));
                    frames.add(frame("ping"));
                    for (String piece : answer.text()) {
                        frames.add(delta(i, "text_delta", "text", piece));
                    }
                }
                default -> {
                    ObjectNode begun = block.deepCopy();
                    String input = block.path("input").toString();
                    begun.set("input", object());
                    frames.add(frame("content_block_start", "index", i, "content_block", begun));
                    frames.add(delta(i, "input_json_delta", "partial_json", ""));
                    for (String half : halves(input)) {
                        frames.add(delta(i, "input_json_delta", "partial_json", half));
                    }
                }
            }
            frames.add(frame("content_block_stop", "index", i));
        }
        ObjectNode last = usage(answer.usage(), false);
        last.remove(List.of("cache_creation", "service_tier", "inference_geo"));
        frames.add(frame(
                "message_delta",
                "delta",
                object("stop_reason", stop(answer), "stop_sequence", null, "stop_details", null),
                "usage",
                last));
        frames.add(frame("message_stop"));
        return frames;
    }

    private static String delta(int index, String type, String member, String value) {
        return frame("content_block_delta", "index", index, "delta", object("type", type, member, value));
    }

    @Override
    String errorFrame() {
        JsonNode error = object("type", "overloaded_error", "message", "canary: overloaded in the middle");
        return frame("error", "error", error, "request_id", "req_1");
    }

    @Override
    JsonNode error(int status, String message) {
        String type = switch (status) {
            case 400 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 429 -> "rate_limit_error";
            default -> "api_error";
        };
        return object("type", "error", "error", object("type", type, "message", message), "request_id", "req_1");
    }
}
