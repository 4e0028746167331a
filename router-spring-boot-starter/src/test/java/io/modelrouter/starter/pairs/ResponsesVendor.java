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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI, at responses. */
final class ResponsesVendor extends PlayedVendor {
    private static final Set<String> KNOWN = words(
            "model input instructions tools tool_choice parallel_tool_calls stream stream_options",
            "max_output_tokens temperature top_p top_logprobs reasoning text include store metadata user",
            "service_tier prompt_cache_key safety_identifier truncation previous_response_id max_tool_calls",
            "background conversation prompt prompt_cache_retention");

    @Override
    Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    String type() {
        return "openai";
    }

    @Override
    String signature(String seed) {
        String text = Base64.getUrlEncoder().encodeToString(("encrypted " + seed).getBytes(StandardCharsets.UTF_8));
        return "gAAAAAB" + text;
    }

    @Override
    Asked read(LoopbackUpstream.Request request, JsonNode body) {
        require(request.target().endsWith("/v1/responses"), "no such path: " + request.target());
        onlyMembers(body, "", KNOWN);
        StringBuilder system = new StringBuilder(text(body, "instructions"));
        List<Piece> pieces = new ArrayList<>();
        JsonNode input = body.path("input");
        if (input.isString()) {
            pieces.add(Piece.text("user", input.asString()));
        }
        require(input.isString() || input.isArray(), "no input");
        Set<String> calls = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (JsonNode item : input.isArray() ? input : array()) {
            String type = item.path("type").asString("message");
            switch (type) {
                case "message" -> message(item, system, pieces);
                case "reasoning" -> pieces.add(reasoning(item));
                case "function_call" -> {
                    String id = text(item, "call_id");
                    itemId(item, "fc");
                    require(id.length() <= 64, "the call_id is too long: " + id);
                    require(calls.add(id) && open.add(id), "two calls with the id " + id);
                    String arguments = text(item, "arguments");
                    require(Json.read(arguments).isObject(), "arguments are no object: " + arguments);
                    pieces.add(new Piece("assistant", Kind.CALL, id, text(item, "name"), arguments, null));
                }
                case "function_call_output" -> {
                    String id = text(item, "call_id");
                    itemId(item, "fc");
                    require(open.remove(id), "No tool call found for function call output with call_id " + id);
                    StringBuilder output = new StringBuilder(text(item, "output"));
                    item.path("output").forEach(part -> output.append(text(part, "text")));
                    pieces.add(new Piece("user", Kind.RESULT, id, null, output.toString(), null));
                }
                default -> throw new Complaint("no such item: " + type);
            }
        }
        require(open.isEmpty(), "No tool output found for function call " + open);
        require(!pieces.isEmpty(), "no input");
        JsonNode reasoning = body.path("reasoning");
        JsonNode format = body.path("text").path("format");
        return new Asked(
                number(),
                text(body, "model"),
                body.path("stream").asBoolean(false),
                system.toString(),
                pieces,
                tools(body),
                reasoning.isObject() && !text(reasoning, "effort").equals("none"),
                textOrNull(reasoning, "summary") != null,
                text(format, "type").equals("json_schema") ? format.path("schema") : null,
                body.path("max_output_tokens").isNumber()
                        ? body.path("max_output_tokens").asLong()
                        : null,
                body);
    }

    private static void itemId(JsonNode item, String prefix) {
        String id = textOrNull(item, "id");
        require(
                id == null || id.startsWith(prefix),
                "Invalid 'input.id': '" + id + "'. Expected an ID that begins with '" + prefix + "'.");
    }

    private Piece reasoning(JsonNode item) {
        itemId(item, "rs");
        require(item.path("summary").isArray(), "Missing required parameter: 'input.summary'");
        String encrypted = textOrNull(item, "encrypted_content");
        require(encrypted != null, "Item with id '" + text(item, "id") + "' not found; items are not kept");
        require(hasIssued(encrypted), "The encrypted content could not be verified: " + encrypted);
        StringBuilder summary = new StringBuilder();
        item.path("summary").forEach(part -> summary.append(text(part, "text")));
        return new Piece("assistant", Kind.THINKING, null, null, summary.toString(), encrypted);
    }

    private static void message(JsonNode item, StringBuilder system, List<Piece> pieces) {
        String role = text(item, "role");
        if (role.equals("assistant")) {
            itemId(item, "msg");
        }
        for (Piece piece : content(item, role)) {
            if (role.equals("system") || role.equals("developer")) {
                system.append(system.isEmpty() ? "" : "\n").append(piece.text());
            } else {
                pieces.add(piece);
            }
        }
    }

    private static List<Piece> content(JsonNode item, String role) {
        JsonNode content = item.path("content");
        if (content.isString()) {
            return List.of(Piece.text(role, content.asString()));
        }
        require(content.isArray(), "a message without content");
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode part : content) {
            String type = text(part, "type");
            boolean said = type.equals("output_text") || type.equals("refusal");
            require(said == role.equals("assistant"), "Invalid value: '" + type + "' in a message of " + role);
            switch (type) {
                case "input_text", "output_text" -> pieces.add(Piece.text(role, text(part, "text")));
                case "refusal" -> pieces.add(Piece.text(role, text(part, "refusal")));
                case "input_image" -> {
                    String data = dataOf(text(part, "image_url"), "image/png");
                    pieces.add(new Piece(role, Kind.IMAGE, null, null, data, null));
                }
                case "input_file" -> {
                    require(textOrNull(part, "filename") != null, "a file without a name");
                    String data = dataOf(text(part, "file_data"), "application/pdf");
                    pieces.add(new Piece(role, Kind.PDF, null, null, data, null));
                }
                default -> throw new Complaint("no such part: " + type);
            }
        }
        return pieces;
    }

    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            require(text(tool, "type").equals("function"), "no such tool: " + tool);
            tools.add(object(
                    "name", text(tool, "name"),
                    "description", text(tool, "description"),
                    "schema", tool.path("parameters")));
        }
        return tools;
    }

    private static List<ObjectNode> items(PlayedAnswer answer, Asked asked) {
        List<ObjectNode> items = new ArrayList<>();
        if (answer.thinking() != null) {
            boolean encrypted = asked.json().path("include").toString().contains("reasoning.encrypted_content");
            items.add(object(
                    "id",
                    "rs_" + asked.id(),
                    "type",
                    "reasoning",
                    "summary",
                    asked.showsThinking() ? array(object("type", "summary_text", "text", answer.thinking())) : array(),
                    "encrypted_content",
                    encrypted ? orAbsent(answer.signature()) : ABSENT));
        }
        if (!answer.text().isEmpty() || answer.refusal() != null) {
            ArrayNode content = array();
            if (!answer.text().isEmpty()) {
                content.add(object(
                        "type", "output_text", "annotations", array(), "logprobs", array(), "text", answer.allText()));
            }
            if (answer.refusal() != null) {
                content.add(object("type", "refusal", "refusal", answer.refusal()));
            }
            items.add(object(
                    "id",
                    "msg_" + asked.id(),
                    "type",
                    "message",
                    "status",
                    isCutOff(answer) ? "incomplete" : "completed",
                    "role",
                    "assistant",
                    "content",
                    content));
        }
        for (PlayedAnswer.Call call : answer.calls()) {
            items.add(object(
                    "id",
                    "fc_" + call.id(),
                    "type",
                    "function_call",
                    "status",
                    "completed",
                    "arguments",
                    call.arguments(),
                    "call_id",
                    call.id(),
                    "name",
                    call.name()));
        }
        return items;
    }

    private static boolean isCutOff(PlayedAnswer answer) {
        return answer.stop() == PlayedAnswer.Stop.LENGTH || answer.stop() == PlayedAnswer.Stop.FILTER;
    }

    private static JsonNode usage(Usage usage) {
        return object(
                "input_tokens", usage.prompt(),
                "input_tokens_details", object("cached_tokens", usage.cacheRead(), "cache_write_tokens", 0),
                "output_tokens", usage.output(),
                "output_tokens_details", object("reasoning_tokens", usage.reasoning()),
                "total_tokens", usage.total());
    }

    private static ObjectNode response(Asked asked, String status, PlayedAnswer done) {
        boolean cut = done != null && isCutOff(done);
        String why = cut && done.stop() == PlayedAnswer.Stop.FILTER ? "content_filter" : "max_output_tokens";
        ArrayNode output = array();
        if (done != null) {
            items(done, asked).forEach(output::add);
        }
        return object(
                "id",
                "resp_" + asked.id(),
                "object",
                "response",
                "created_at",
                1_790_000_000,
                "status",
                cut ? "incomplete" : status,
                "background",
                false,
                "error",
                null,
                "incomplete_details",
                cut ? object("reason", why) : null,
                "instructions",
                null,
                "max_output_tokens",
                null,
                "model",
                asked.model() + "-2026-01-01",
                "output",
                output,
                "parallel_tool_calls",
                true,
                "previous_response_id",
                null,
                "reasoning",
                object("effort", null, "summary", null),
                "service_tier",
                "default",
                "store",
                false,
                "temperature",
                1.0,
                "text",
                object("format", object("type", "text"), "verbosity", "medium"),
                "tool_choice",
                "auto",
                "tools",
                array(),
                "top_logprobs",
                0,
                "top_p",
                1.0,
                "truncation",
                "disabled",
                "usage",
                done == null ? null : usage(done.usage()),
                "user",
                null,
                "metadata",
                object());
    }

    @Override
    JsonNode whole(PlayedAnswer answer, Asked asked) {
        return response(asked, "completed", answer);
    }

    /** Numbers the events of one stream. */
    private static final class Events {
        private final List<String> frames = new ArrayList<>();

        void add(String type, Object... members) {
            ObjectNode event = object("type", type, "sequence_number", frames.size());
            event.setAll(object(members));
            frames.add("event: " + type + "\ndata: " + event + "\n\n");
        }
    }

    @Override
    List<String> frames(PlayedAnswer answer, Asked asked) {
        Events events = new Events();
        events.add("response.created", "response", response(asked, "in_progress", null));
        events.add("response.in_progress", "response", response(asked, "in_progress", null));
        List<ObjectNode> items = items(answer, asked);
        for (int i = 0; i < items.size(); i++) {
            ObjectNode item = items.get(i);
            switch (text(item, "type")) {
                case "reasoning" -> reasoning(events, i, item);
                case "message" -> message(events, i, item, answer);
                default -> call(events, i, item);
            }
            events.add("response.output_item.done", "output_index", i, "item", item);
        }
        boolean cut = isCutOff(answer);
        events.add(
                cut ? "response.incomplete" : "response.completed", "response", response(asked, "completed", answer));
        return events.frames;
    }

    private static ObjectNode begun(ObjectNode item, Object... members) {
        ObjectNode begun = item.deepCopy();
        begun.setAll(object(members));
        return begun;
    }

    private static void reasoning(Events events, int at, ObjectNode item) {
        String id = text(item, "id");
        // OpenAI's blob is another one in each event.
        ObjectNode begun = begun(item, "summary", array());
        if (begun.has("encrypted_content")) {
            begun.put("encrypted_content", "gAAAAABshorter");
        }
        events.add("response.output_item.added", "output_index", at, "item", begun);
        for (JsonNode part : item.path("summary")) {
            Object[] place = {"item_id", id, "output_index", at, "summary_index", 0};
            events.add(
                    "response.reasoning_summary_part.added",
                    with(place, "part", object("type", "summary_text", "text", "")));
            for (String half : halves(text(part, "text"))) {
                events.add("response.reasoning_summary_text.delta", with(place, "delta", half));
            }
            events.add("response.reasoning_summary_text.done", with(place, "text", text(part, "text")));
            events.add("response.reasoning_summary_part.done", with(place, "part", part));
        }
    }

    private static void message(Events events, int at, ObjectNode item, PlayedAnswer answer) {
        String id = text(item, "id");
        events.add(
                "response.output_item.added",
                "output_index",
                at,
                "item",
                begun(item, "status", "in_progress", "content", array()));
        int index = 0;
        for (JsonNode part : item.path("content")) {
            Object[] place = {"item_id", id, "output_index", at, "content_index", index++};
            boolean refusal = text(part, "type").equals("refusal");
            String member = refusal ? "refusal" : "text";
            events.add("response.content_part.added", with(place, "part", begun((ObjectNode) part, member, "")));
            for (String piece : refusal ? halves(answer.refusal()) : answer.text()) {
                Object[] delta = with(place, "delta", piece);
                events.add(
                        refusal ? "response.refusal.delta" : "response.output_text.delta",
                        refusal ? delta : with(delta, "logprobs", array()));
            }
            Object[] done = with(place, member, text(part, member));
            events.add(
                    refusal ? "response.refusal.done" : "response.output_text.done",
                    refusal ? done : with(done, "logprobs", array()));
            events.add("response.content_part.done", with(place, "part", part));
        }
    }

    private static void call(Events events, int at, ObjectNode item) {
        Object[] place = {"item_id", text(item, "id"), "output_index", at};
        events.add(
                "response.output_item.added",
                "output_index",
                at,
                "item",
                begun(item, "status", "in_progress", "arguments", ""));
        for (String half : halves(text(item, "arguments"))) {
            events.add("response.function_call_arguments.delta", with(place, "delta", half));
        }
        events.add(
                "response.function_call_arguments.done",
                with(with(place, "name", text(item, "name")), "arguments", text(item, "arguments")));
    }

    private static Object[] with(Object[] members, Object... more) {
        Object[] all = java.util.Arrays.copyOf(members, members.length + more.length);
        System.arraycopy(more, 0, all, members.length, more.length);
        return all;
    }

    @Override
    String errorFrame() {
        JsonNode event = object(
                "type", "error",
                "sequence_number", 40,
                "code", "server_error",
                "message", "canary: overloaded in the middle",
                "param", null);
        return "event: error\ndata: " + event + "\n\n";
    }

    @Override
    JsonNode error(int status, String message) {
        return ChatVendor.openAiError(status, message);
    }
}
