package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.ABSENT;
import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;
import static io.modelrouter.starter.pairs.Json.orAbsent;
import static io.modelrouter.starter.pairs.Json.text;
import static io.modelrouter.starter.pairs.Json.textOrNull;

import io.modelrouter.chat.Usage;
import io.modelrouter.starter.pairs.Asked.Kind;
import io.modelrouter.starter.pairs.Asked.Piece;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI, at chat completions; it shows its reasoning in {@code reasoning_content}, as those do that imitate it. */
final class ChatVendor extends PlayedVendor {
    private static final Set<String> KNOWN = words(
            "model messages tools tool_choice parallel_tool_calls stream stream_options max_tokens",
            "max_completion_tokens temperature top_p n stop reasoning_effort response_format seed user",
            "metadata store frequency_penalty presence_penalty logprobs top_logprobs logit_bias modalities",
            "audio service_tier prompt_cache_key safety_identifier verbosity prediction web_search_options");
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    @Override
    Dialect dialect() {
        return Dialect.OPENAI_CHAT;
    }

    @Override
    String type() {
        return "openai";
    }

    @Override
    String signature(String seed) {
        return null;
    }

    @Override
    Asked read(LoopbackUpstream.Request request, JsonNode body) {
        require(request.target().endsWith("/v1/chat/completions"), "no such path: " + request.target());
        onlyMembers(body, "", KNOWN);
        require(!(body.has("max_tokens") && body.has("max_completion_tokens")), "max_tokens is said twice");
        StringBuilder system = new StringBuilder();
        List<Piece> pieces = new ArrayList<>();
        Set<String> open = new LinkedHashSet<>();
        for (JsonNode message : body.path("messages")) {
            String role = text(message, "role");
            require(ROLES.contains(role), "no such role: " + role);
            require(
                    open.isEmpty() || role.equals("tool"),
                    "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                            + " 'tool_call_id': " + open);
            if (role.equals("system") || role.equals("developer")) {
                content(message, role)
                        .forEach(piece ->
                                system.append(system.isEmpty() ? "" : "\n").append(piece.text()));
            } else if (role.equals("tool")) {
                String id = text(message, "tool_call_id");
                require(open.remove(id), "no call " + id + " is to be answered: " + open);
                StringBuilder result = new StringBuilder();
                content(message, role).forEach(piece -> result.append(piece.text()));
                pieces.add(new Piece("user", Kind.RESULT, id, null, result.toString(), null));
            } else {
                pieces.addAll(content(message, role));
                for (JsonNode call : message.path("tool_calls")) {
                    pieces.add(call(call));
                    require(open.add(text(call, "id")), "two calls with the id " + text(call, "id"));
                }
            }
        }
        require(open.isEmpty(), "calls without answers: " + open);
        require(!pieces.isEmpty(), "no messages");
        JsonNode format = body.path("response_format");
        boolean thinking =
                body.has("reasoning_effort") && !text(body, "reasoning_effort").equals("none");
        return new Asked(
                number(),
                text(body, "model"),
                body.path("stream").asBoolean(false),
                system.toString(),
                pieces,
                tools(body),
                thinking,
                true,
                text(format, "type").equals("json_schema")
                        ? format.path("json_schema").path("schema")
                        : null,
                maxTokens(body),
                body);
    }

    private static Long maxTokens(JsonNode body) {
        JsonNode most =
                body.has("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens");
        return most.isNumber() ? most.asLong() : null;
    }

    private static Piece call(JsonNode call) {
        require(text(call, "type").equals("function"), "no type of a call");
        require(text(call, "id").length() <= 40, "the id of a call is too long: " + text(call, "id"));
        String arguments = text(call.path("function"), "arguments");
        require(Json.read(arguments).isObject(), "arguments are no object: " + arguments);
        return new Piece(
                "assistant", Kind.CALL, text(call, "id"), text(call.path("function"), "name"), arguments, null);
    }

    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            require(text(tool, "type").equals("function"), "no such tool: " + tool);
            JsonNode function = tool.path("function");
            tools.add(object(
                    "name", text(function, "name"),
                    "description", text(function, "description"),
                    "schema", function.path("parameters")));
        }
        return tools;
    }

    private static List<Piece> content(JsonNode message, String role) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString().isEmpty() ? List.of() : List.of(Piece.text(role, content.asString()));
        }
        require(
                content.isArray() || role.equals("assistant") && message.has("tool_calls"),
                "Invalid value for 'content': expected a string, got null");
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode part : content) {
            String type = text(part, "type");
            require(type.equals("text") || role.equals("user"), "no " + type + " in a message of " + role);
            switch (type) {
                case "text" -> pieces.add(Piece.text(role, text(part, "text")));
                case "image_url" ->
                    pieces.add(new Piece(
                            role,
                            Kind.IMAGE,
                            null,
                            null,
                            dataOf(text(part.path("image_url"), "url"), "image/png"),
                            null));
                case "file" -> {
                    require(textOrNull(part.path("file"), "filename") != null, "a file without a name");
                    String data = dataOf(text(part.path("file"), "file_data"), "application/pdf");
                    pieces.add(new Piece(role, Kind.PDF, null, null, data, null));
                }
                default -> throw new Complaint("no such part: " + type);
            }
        }
        return pieces;
    }

    private static String finish(PlayedAnswer answer) {
        return switch (answer.stop()) {
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
            case FILTER -> "content_filter";
            default -> "stop";
        };
    }

    private static JsonNode usage(Usage usage) {
        return object(
                "prompt_tokens", usage.prompt(),
                "completion_tokens", usage.output(),
                "total_tokens", usage.total(),
                "prompt_tokens_details", object("cached_tokens", usage.cacheRead(), "audio_tokens", 0),
                "completion_tokens_details",
                        object(
                                "reasoning_tokens", usage.reasoning(),
                                "audio_tokens", 0,
                                "accepted_prediction_tokens", 0,
                                "rejected_prediction_tokens", 0));
    }

    @Override
    JsonNode whole(PlayedAnswer answer, Asked asked) {
        ArrayNode calls = array();
        for (PlayedAnswer.Call call : answer.calls()) {
            calls.add(object(
                    "id", call.id(),
                    "type", "function",
                    "function", object("name", call.name(), "arguments", call.arguments())));
        }
        ObjectNode message = object(
                "role",
                "assistant",
                "content",
                answer.text().isEmpty() ? null : answer.allText(),
                "reasoning_content",
                orAbsent(answer.thinking()),
                "tool_calls",
                calls.isEmpty() ? ABSENT : calls,
                "refusal",
                answer.refusal(),
                "annotations",
                array());
        return object(
                "id",
                "chatcmpl-" + asked.id(),
                "object",
                "chat.completion",
                "created",
                1_790_000_000,
                "model",
                asked.model() + "-2026-01-01",
                "choices",
                array(object("index", 0, "message", message, "logprobs", null, "finish_reason", finish(answer))),
                "usage",
                usage(answer.usage()),
                "service_tier",
                "default",
                "system_fingerprint",
                null);
    }

    private static String chunk(Asked asked, ArrayNode choices, Object usage) {
        return "data: "
                + object(
                        "id",
                        "chatcmpl-" + asked.id(),
                        "object",
                        "chat.completion.chunk",
                        "created",
                        1_790_000_000,
                        "model",
                        asked.model() + "-2026-01-01",
                        "service_tier",
                        "default",
                        "system_fingerprint",
                        null,
                        "choices",
                        choices,
                        "usage",
                        usage,
                        "obfuscation",
                        "x1")
                + "\n\n";
    }

    private static String delta(Asked asked, JsonNode delta, String finish) {
        return chunk(asked, array(object("index", 0, "delta", delta, "finish_reason", finish)), null);
    }

    @Override
    List<String> frames(PlayedAnswer answer, Asked asked) {
        List<String> frames = new ArrayList<>();
        frames.add(delta(asked, object("role", "assistant", "content", "", "refusal", null), null));
        if (answer.thinking() != null) {
            halves(answer.thinking())
                    .forEach(half -> frames.add(delta(asked, object("reasoning_content", half), null)));
        }
        answer.text().forEach(piece -> frames.add(delta(asked, object("content", piece), null)));
        if (answer.refusal() != null) {
            halves(answer.refusal()).forEach(half -> frames.add(delta(asked, object("refusal", half), null)));
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            PlayedAnswer.Call call = answer.calls().get(i);
            JsonNode start = object(
                    "index",
                    i,
                    "id",
                    call.id(),
                    "type",
                    "function",
                    "function",
                    object("name", call.name(), "arguments", ""));
            frames.add(delta(asked, object("tool_calls", array(start)), null));
            for (String half : halves(call.arguments())) {
                JsonNode more = object("index", i, "function", object("arguments", half));
                frames.add(delta(asked, object("tool_calls", array(more)), null));
            }
        }
        frames.add(delta(asked, object(), finish(answer)));
        if (asked.json().path("stream_options").path("include_usage").asBoolean(false)) {
            frames.add(chunk(asked, array(), usage(answer.usage())));
        }
        frames.add("data: [DONE]\n\n");
        return frames;
    }

    @Override
    String errorFrame() {
        return "data: " + error(500, "canary: overloaded in the middle") + "\n\n";
    }

    @Override
    JsonNode error(int status, String message) {
        return openAiError(status, message);
    }

    static JsonNode openAiError(int status, String message) {
        String type = status == 429 ? "requests" : status < 500 ? "invalid_request_error" : "server_error";
        String code = status == 401 ? "invalid_api_key" : status == 429 ? "rate_limit_exceeded" : null;
        return object("error", object("message", message, "type", type, "param", null, "code", code));
    }
}
