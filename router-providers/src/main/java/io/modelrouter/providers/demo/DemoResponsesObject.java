package io.modelrouter.providers.demo;

import io.modelrouter.providers.demo.DemoTurn.Call;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The response object of the Responses dialect, which repeats most of the request, and its output items. */
final class DemoResponsesObject {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ObjectNode request;
    private final DemoAsk ask;
    private final DemoTurn turn;
    private final InstantSource clock;
    private final String id;
    private final long createdAt;
    private final List<Item> items = new ArrayList<>();

    /** Which of the turn's pieces an output item carries. */
    enum Kind {
        REASONING,
        MESSAGE,
        CALL
    }

    /**
     * @param index place in the output
     * @param open the item as a stream adds it
     * @param done the item as it ends
     * @param call what it calls, for a call
     */
    record Item(
            Kind kind,
            int index,
            String id,
            ObjectNode open,
            ObjectNode done,
            @Nullable Call call) {}

    DemoResponsesObject(ObjectNode request, DemoAsk ask, DemoTurn turn, DemoIds ids, InstantSource clock) {
        this.request = request;
        this.ask = ask;
        this.turn = turn;
        this.clock = clock;
        this.id = ids.hex("resp_", 50);
        this.createdAt = clock.instant().getEpochSecond();
        if (!turn.thought().isEmpty()) {
            items.add(reasoning(ids));
        }
        if (!turn.text().isEmpty()) {
            items.add(message(ids));
        }
        turn.calls().forEach(call -> items.add(call(call, ids)));
    }

    List<Item> items() {
        return List.copyOf(items);
    }

    private Item reasoning(DemoIds ids) {
        String itemId = ids.hex("rs_", 50);
        ObjectNode open = DemoJson.object().put("id", itemId).put("type", "reasoning");
        open.putArray("content");
        if (DemoJson.strings(request.path("include")).contains("reasoning.encrypted_content")) {
            open.put("encrypted_content", ids.encrypted());
        }
        ObjectNode done = open.deepCopy();
        open.putArray("summary");
        done.putArray("summary").add(summary(turn.thoughtText()));
        return new Item(Kind.REASONING, items.size(), itemId, open, done, null);
    }

    static ObjectNode summary(String text) {
        return DemoJson.object().put("type", "summary_text").put("text", text);
    }

    private Item message(DemoIds ids) {
        String itemId = ids.hex("msg_", 50);
        ObjectNode open =
                DemoJson.object().put("id", itemId).put("type", "message").put("status", "in_progress");
        ObjectNode done = open.deepCopy().put("status", status());
        open.putArray("content");
        done.putArray("content").add(text(turn.fullText()));
        open.put("role", "assistant");
        done.put("role", "assistant");
        return new Item(Kind.MESSAGE, items.size(), itemId, open, done, null);
    }

    static ObjectNode text(String text) {
        ObjectNode part = DemoJson.object().put("type", "output_text");
        part.putArray("annotations");
        part.putArray("logprobs");
        return part.put("text", text);
    }

    private Item call(Call call, DemoIds ids) {
        boolean freeText = call.tool().freeText();
        String itemId = ids.hex(freeText ? "ctc_" : "fc_", 50);
        ObjectNode open = DemoJson.object()
                .put("id", itemId)
                .put("type", freeText ? "custom_tool_call" : "function_call")
                .put("status", "in_progress")
                .put(freeText ? "input" : "arguments", "")
                .put("call_id", ids.base62("call_", 24))
                .put("name", call.tool().name());
        if (call.tool().namespace() != null) {
            open.put("namespace", call.tool().namespace());
        }
        ObjectNode done =
                open.deepCopy().put("status", "completed").put(freeText ? "input" : "arguments", call.argumentText());
        return new Item(Kind.CALL, items.size(), itemId, open, done, call);
    }

    private String status() {
        return turn.ending() == DemoTurn.Ending.LENGTH ? "incomplete" : "completed";
    }

    /** The response before anything has come out of it. */
    ObjectNode inProgress() {
        return response("in_progress", null, DemoJson.array(), NODES.nullNode());
    }

    /** The whole response. */
    ObjectNode finished() {
        ArrayNode output = DemoJson.array();
        items.forEach(item -> output.add(item.done()));
        ObjectNode usage = DemoJson.object().put("input_tokens", ask.promptTokens());
        usage.putObject("input_tokens_details").put("cache_write_tokens", 0).put("cached_tokens", 0);
        usage.put("output_tokens", turn.outputTokens());
        usage.putObject("output_tokens_details").put("reasoning_tokens", turn.thoughtTokens());
        usage.put("total_tokens", ask.promptTokens() + turn.outputTokens());
        String status = status();
        Long completedAt = status.equals("completed") ? clock.instant().getEpochSecond() : null;
        return response(status, completedAt, output, usage);
    }

    private ObjectNode response(String status, @Nullable Long completedAt, ArrayNode output, JsonNode usage) {
        ObjectNode response = DemoJson.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", createdAt)
                .put("status", status);
        echo(response, "background", NODES.booleanNode(false));
        response.put("completed_at", completedAt).putNull("error");
        echo(response, "frequency_penalty", NODES.numberNode(0.0));
        if (status.equals("incomplete")) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        } else {
            response.putNull("incomplete_details");
        }
        echo(response, "instructions", NODES.nullNode());
        echo(response, "max_output_tokens", NODES.nullNode());
        echo(response, "max_tool_calls", NODES.nullNode());
        response.put("model", ask.model()).putNull("moderation").set("output", output);
        echo(response, "parallel_tool_calls", NODES.booleanNode(true));
        echo(response, "presence_penalty", NODES.numberNode(0.0));
        echo(response, "previous_response_id", NODES.nullNode());
        echo(response, "prompt_cache_key", NODES.nullNode());
        echo(response, "prompt_cache_retention", NODES.nullNode());
        response.set("reasoning", reasoningSetting());
        echo(response, "safety_identifier", NODES.nullNode());
        response.put("service_tier", DemoOpenAiChat.serviceTier(request));
        echo(response, "store", NODES.booleanNode(true));
        echo(response, "temperature", NODES.numberNode(1.0));
        response.set("text", textSetting());
        echo(response, "tool_choice", NODES.stringNode("auto"));
        response.set("tool_usage", toolUsage());
        response.set("tools", tools(request.path("tools")));
        echo(response, "top_logprobs", NODES.numberNode(0));
        echo(response, "top_p", NODES.numberNode(1.0));
        echo(response, "truncation", NODES.stringNode("disabled"));
        response.set("usage", usage);
        echo(response, "user", NODES.nullNode());
        echo(response, "metadata", DemoJson.object());
        return response;
    }

    /** The request's value, or the vendor's default where it was left out or null. */
    private void echo(ObjectNode response, String name, JsonNode otherwise) {
        response.set(name, DemoJson.has(request, name) ? request.path(name) : otherwise);
    }

    private ObjectNode reasoningSetting() {
        JsonNode asked = request.path("reasoning");
        ObjectNode setting = DemoJson.object();
        if (turn.thought().isEmpty()) {
            return setting.putNull("context")
                    .put("effort", DemoJson.text(asked, "effort"))
                    .putNull("summary");
        }
        return setting.put("context", "current_turn")
                .put("effort", DemoJson.text(asked, "effort", "medium"))
                .put("mode", "standard")
                .put("summary", DemoJson.text(asked, "summary"));
    }

    private ObjectNode textSetting() {
        JsonNode asked = request.path("text");
        ObjectNode setting = DemoJson.object();
        ObjectNode format = setting.putObject("format");
        if (asked.path("format") instanceof ObjectNode given) {
            format.setAll(given);
            if (DemoJson.text(given, "type", "").equals("json_schema")) {
                withDefault(format, "description", NODES.nullNode());
                withDefault(format, "strict", NODES.booleanNode(true));
            }
        } else {
            format.put("type", "text");
        }
        return setting.put("verbosity", DemoJson.text(asked, "verbosity", "medium"));
    }

    private static void withDefault(ObjectNode object, String name, JsonNode value) {
        if (!object.has(name)) {
            object.set(name, value);
        }
    }

    /** Functions come back with their defaults filled in, which strict clients insist on. */
    private static ArrayNode tools(JsonNode declared) {
        ArrayNode tools = DemoJson.array();
        for (JsonNode tool : declared.values()) {
            JsonNode copy = tool.deepCopy();
            if (copy instanceof ObjectNode object) {
                String type = DemoJson.text(object, "type", "");
                if (type.equals("function")) {
                    withDefault(object, "description", NODES.nullNode());
                    withDefault(object, "output_schema", NODES.nullNode());
                    withDefault(object, "parameters", NODES.nullNode());
                    withDefault(object, "strict", NODES.booleanNode(true));
                } else if (type.equals("namespace")) {
                    object.set("tools", tools(object.path("tools")));
                }
            }
            tools.add(copy);
        }
        return tools;
    }

    /** What the vendor's own tools used: nothing, since the demo has none. */
    private static ObjectNode toolUsage() {
        ObjectNode usage = DemoJson.object();
        ObjectNode images = usage.putObject("image_gen").put("input_tokens", 0);
        images.putObject("input_tokens_details").put("image_tokens", 0).put("text_tokens", 0);
        images.put("output_tokens", 0);
        images.putObject("output_tokens_details").put("image_tokens", 0).put("text_tokens", 0);
        images.put("total_tokens", 0);
        usage.putObject("web_search").put("num_requests", 0);
        return usage;
    }
}
