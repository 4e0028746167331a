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
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Amazon's Bedrock, at converse; a model of Anthropic's that wants its signatures back. */
final class ConverseVendor extends PlayedVendor {
    private static final Set<String> KNOWN = words(
            "messages system inferenceConfig toolConfig guardrailConfig additionalModelRequestFields outputConfig",
            "additionalModelResponseFieldPaths performanceConfig requestMetadata serviceTier promptVariables");
    private static final Set<String> KNOWN_SETTINGS = words("maxTokens temperature topP stopSequences");

    @Override
    Dialect dialect() {
        return Dialect.BEDROCK_CONVERSE;
    }

    @Override
    String type() {
        return "bedrock";
    }

    /** What it can do goes by whose model it is. */
    @Override
    String model() {
        return "us.anthropic.claude-sonnet-4-5";
    }

    @Override
    String signature(String seed) {
        byte[] bytes = ("\u0013\u00ff?>bedrock " + seed).getBytes(StandardCharsets.ISO_8859_1);
        return "Er" + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    Asked read(LoopbackUpstream.Request request, JsonNode body) {
        String[] path = request.target().split("/");
        require(path.length == 4 && path[1].equals("model"), "no such path: " + request.target());
        require(path[3].equals("converse") || path[3].equals("converse-stream"), "UnknownOperationException");
        boolean stream = path[3].equals("converse-stream");
        onlyMembers(body, "", KNOWN);
        onlyMembers(body.path("inferenceConfig"), "inferenceConfig.", KNOWN_SETTINGS);
        JsonNode thinking = body.path("additionalModelRequestFields").path("thinking");
        boolean thinks = Set.of("enabled", "adaptive").contains(text(thinking, "type"));
        JsonNode limit = body.path("inferenceConfig").path("maxTokens");
        if (text(thinking, "type").equals("enabled")) {
            long budget = thinking.path("budget_tokens").asLong(0);
            require(budget >= 1024, "thinking.enabled.budget_tokens: should be greater than or equal to 1024");
            require(!limit.isNumber() || budget < limit.asLong(), "`max_tokens` must be greater than the budget");
        }
        List<Piece> pieces = new ArrayList<>();
        messages(body, thinks, pieces);
        StringBuilder system = new StringBuilder();
        body.path("system")
                .forEach(block -> system.append(system.isEmpty() ? "" : "\n").append(text(block, "text")));
        JsonNode schema = body.path("outputConfig")
                .path("textFormat")
                .path("structure")
                .path("jsonSchema")
                .path("schema");
        return new Asked(
                number(),
                URLDecoder.decode(path[2], StandardCharsets.UTF_8),
                stream,
                system.toString(),
                pieces,
                tools(body),
                thinks,
                thinks && !text(thinking, "display").equals("omitted"),
                schema.isString() ? Json.read(schema.asString()) : null,
                limit.isNumber() ? limit.asLong() : null,
                body);
    }

    private void messages(JsonNode body, boolean thinks, List<Piece> pieces) {
        JsonNode messages = body.path("messages");
        require(messages.size() > 0, "A conversation must start with a user message.");
        Set<String> open = new LinkedHashSet<>();
        String role = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            require(!role.equals(text(message, "role")), "A conversation must alternate between user and assistant roles.");
            role = text(message, "role");
            require(role.equals("user") || role.equals("assistant"), "no such role: " + role);
            JsonNode content = message.path("content");
            require(content.isArray() && content.size() > 0, "The content field in the Message object is empty: " + i);
            List<Piece> blocks = new ArrayList<>();
            for (JsonNode block : content) {
                if (!block.has("cachePoint")) {
                    blocks.add(block(block, role));
                }
            }
            for (Piece block : blocks) {
                if (block.kind() == Kind.CALL) {
                    require(open.add(block.id()), "toolUse ids must be unique: " + block.id());
                } else if (block.kind() == Kind.RESULT) {
                    require(open.remove(block.id()), "unexpected toolResult: " + block.id());
                }
            }
            boolean calls = blocks.stream().anyMatch(block -> block.kind() == Kind.CALL);
            boolean uses = calls || blocks.stream().anyMatch(block -> block.kind() == Kind.RESULT);
            require(!uses || body.has("toolConfig"), "The toolConfig field must be defined when using toolUse blocks.");
            require(role.equals("assistant") || open.isEmpty(), "Expected toolResult blocks for the Ids: " + open);
            require(
                    !thinks || !calls || i < messages.size() - 2 || blocks.get(0).kind() == Kind.THINKING,
                    "Expected `thinking` or `redacted_thinking`, but found `tool_use`: " + i);
            boolean document = blocks.stream().anyMatch(block -> block.kind() == Kind.PDF);
            require(
                    !document || blocks.stream().anyMatch(block -> block.kind() == Kind.TEXT),
                    "A text block must stand beside a document.");
            pieces.addAll(blocks);
        }
        require(role.equals("user") && open.isEmpty(), "The conversation must end with a user message: " + open);
    }

    private Piece block(JsonNode block, String role) {
        require(block.size() == 1, "one member in each block: " + block);
        String type = block.properties().iterator().next().getKey();
        JsonNode value = block.path(type);
        boolean assistants = Set.of("toolUse", "reasoningContent").contains(type);
        require(type.equals("text") || assistants == role.equals("assistant"), "no " + type + " of " + role);
        switch (type) {
            case "text":
                require(!value.asString("").isBlank(), "The text field in the ContentBlock object is blank.");
                return Piece.text(role, value.asString());
            case "image":
                require(text(value, "format").equals("png"), "format: " + value);
                return new Piece(role, Kind.IMAGE, null, null, text(value.path("source"), "bytes"), null);
            case "document":
                require(text(value, "format").equals("pdf"), "format: " + value);
                require(text(value, "name").matches("[a-zA-Z0-9 \\-()\\[\\]]{1,200}"), "name: " + text(value, "name"));
                return new Piece(role, Kind.PDF, null, null, text(value.path("source"), "bytes"), null);
            case "reasoningContent":
                JsonNode reasoning = value.path("reasoningText");
                String signature = reasoning.isObject()
                        ? textOrNull(reasoning, "signature")
                        : textOrNull(value, "redactedContent");
                require(signature != null && hasIssued(signature), "Invalid `signature` in `thinking` block: " + value);
                return new Piece(role, Kind.THINKING, null, null, text(reasoning, "text"), signature);
            case "toolUse":
                String id = text(value, "toolUseId");
                require(id.matches("[a-zA-Z0-9_-]{1,64}"), "toolUseId: " + id);
                require(value.path("input").isObject(), "The format of the value at toolUse.input is invalid.");
                return new Piece(
                        role, Kind.CALL, id, text(value, "name"), value.path("input").toString(), null);
            case "toolResult":
                StringBuilder result = new StringBuilder();
                value.path("content")
                        .forEach(part -> result.append(
                                part.has("json") ? part.path("json").toString() : text(part, "text")));
                return new Piece(role, Kind.RESULT, text(value, "toolUseId"), null, result.toString(), null);
            default:
                throw new Complaint("no such block: " + type);
        }
    }

    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.path("toolConfig").path("tools")) {
            if (tool.has("cachePoint")) {
                continue;
            }
            onlyMembers(tool, "tools.", Set.of("toolSpec"));
            JsonNode spec = tool.path("toolSpec");
            require(text(spec, "description").length() > 0, "toolSpec.description: " + tool);
            tools.add(object(
                    "name",
                    text(spec, "name"),
                    "description",
                    text(spec, "description"),
                    "schema",
                    spec.path("inputSchema").path("json")));
        }
        return tools;
    }

    private static String stop(PlayedAnswer answer) {
        return switch (answer.stop()) {
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
            case FILTER, REFUSAL -> "content_filtered";
            default -> "end_turn";
        };
    }

    /** The counters of the cache come under two names each. */
    private static ObjectNode usage(Usage usage) {
        return object(
                "inputTokens",
                usage.input(),
                "outputTokens",
                usage.output(),
                "totalTokens",
                usage.total(),
                "cacheReadInputTokens",
                usage.cacheRead(),
                "cacheReadInputTokenCount",
                usage.cacheRead(),
                "cacheWriteInputTokens",
                usage.cacheWrite(),
                "cacheWriteInputTokenCount",
                usage.cacheWrite());
    }

    @Override
    JsonNode whole(PlayedAnswer answer, Asked asked) {
        List<ObjectNode> content = new ArrayList<>();
        if (answer.thinking() != null) {
            content.add(object(
                    "reasoningContent",
                    object("reasoningText", object("text", answer.thinking(), "signature", answer.signature()))));
        }
        if (!answer.text().isEmpty()) {
            content.add(object("text", answer.allText()));
        }
        for (PlayedAnswer.Call call : answer.calls()) {
            content.add(object(
                    "toolUse",
                    object("toolUseId", call.id(), "name", call.name(), "input", Json.read(call.arguments()))));
        }
        return object(
                "metrics",
                object("latencyMs", 12),
                "output",
                object("message", object("content", array(content.toArray()), "role", "assistant")),
                "stopReason",
                stop(answer),
                "usage",
                usage(answer.usage()));
    }

    private static String frame(String type, Object... members) {
        return type + " " + object(members);
    }

    private static String delta(int index, Object... delta) {
        return frame("contentBlockDelta", "contentBlockIndex", index, "delta", object(delta), "p", "abcdef");
    }

    @Override
    List<String> frames(PlayedAnswer answer, Asked asked) {
        List<String> frames = new ArrayList<>();
        frames.add(frame("messageStart", "p", "abc", "role", "assistant"));
        int index = 0;
        if (answer.thinking() != null) {
            for (String half : halves(answer.thinking())) {
                frames.add(delta(index, "reasoningContent", object("text", half)));
            }
            frames.add(delta(index, "reasoningContent", object("signature", answer.signature())));
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        if (!answer.text().isEmpty()) {
            // Text has no start (recording dd-trace-py-bedrock-converse-stream-prompt-caching-0-1e48e49c).
            for (String piece : answer.text()) {
                frames.add(delta(index, "text", piece));
            }
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        for (PlayedAnswer.Call call : answer.calls()) {
            JsonNode begun = object("toolUse", object("name", call.name(), "toolUseId", call.id()));
            frames.add(frame("contentBlockStart", "contentBlockIndex", index, "start", begun));
            for (String half : halves(call.arguments())) {
                frames.add(delta(index, "toolUse", object("input", half)));
            }
            frames.add(frame("contentBlockStop", "contentBlockIndex", index++));
        }
        frames.add(frame("messageStop", "stopReason", stop(answer)));
        frames.add(frame("metadata", "metrics", object("latencyMs", 12), "usage", usage(answer.usage())));
        return frames;
    }

    @Override
    String streamType() {
        return "application/vnd.amazon.eventstream";
    }

    /** The word before the payload is what the message is: an exception or an event of that name. */
    @Override
    byte[] bytes(String frame) {
        int space = frame.indexOf(' ');
        String type = frame.substring(0, space);
        String kind = type.endsWith("Exception") ? "exception" : "event";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Message(
                        Map.of(
                                ":message-type", HeaderValue.fromString(kind),
                                ":" + kind + "-type", HeaderValue.fromString(type),
                                ":content-type", HeaderValue.fromString("application/json")),
                        frame.substring(space + 1).getBytes(StandardCharsets.UTF_8))
                .encode(out);
        return out.toByteArray();
    }

    @Override
    String errorFrame() {
        return frame("serviceUnavailableException", "message", "canary: overloaded in the middle");
    }

    @Override
    JsonNode error(int status, String message) {
        String type = switch (status) {
            case 400 -> "ValidationException";
            case 401 -> "UnrecognizedClientException";
            case 429 -> "ThrottlingException";
            default -> "InternalServerException";
        };
        return object("__type", type, "message", message);
    }
}
