package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The way from the events of a stream, or from one whole response, to events. Not thread-safe. */
final class ResponsesEvents {
    /** Members of a response that are read, or that repeat the request. */
    private static final Set<String> KNOWN = Set.of(
            "id",
            "object",
            "created_at",
            "completed_at",
            "status",
            "error",
            "incomplete_details",
            "model",
            "output",
            "output_text",
            "usage",
            "background",
            "conversation",
            "frequency_penalty",
            "include",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "parallel_tool_calls",
            "presence_penalty",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "user");

    private final Map<Integer, ResponsesItem> items = new TreeMap<>();
    private final ResponsesUsage counts = new ResponsesUsage();
    private Usage usage = Usage.NONE;
    private int blocks;
    private boolean started;
    private boolean finished;

    private final IntSupplier nextBlock = () -> blocks++;

    /** Takes one event of a stream. */
    void take(String type, JsonNode event, Consumer<ChatEvent> events) {
        if (finished || !type.startsWith("response.")) {
            return;
        }
        JsonNode response = event.path("response");
        start(response, events);
        usage(response, events);
        switch (type) {
            case "response.created":
            case "response.queued":
            case "response.in_progress":
                return;
            case "response.completed":
            case "response.incomplete":
            case "response.cancelled":
                finish(response, type.substring("response.".length()), events);
                return;
            case "response.output_item.added":
                item(event, JsonTree.text(event.path("item"), "type")).added(event.path("item"), events);
                return;
            case "response.output_item.done":
                item(event, JsonTree.text(event.path("item"), "type")).done(event.path("item"), events);
                return;
            default:
                step(type, event, events);
        }
    }

    /** Takes a whole response. */
    void takeWhole(JsonNode response, Consumer<ChatEvent> events) {
        start(response, events);
        usage(response, events);
        finish(response, Objects.requireNonNullElse(JsonTree.text(response, "status"), "completed"), events);
    }

    /** The answer is over; told of it by an end mark or by nothing but the end. */
    void end(Consumer<ChatEvent> events) {
        if (!finished) {
            start(JsonNodeFactory.instance.missingNode(), events);
            finish(JsonNodeFactory.instance.missingNode(), null, events);
        }
    }

    private void step(String type, JsonNode event, Consumer<ChatEvent> events) {
        if (event.has("output_index")) {
            String implied = impliedType(type);
            ResponsesItem item = items.get(event.path("output_index").asInt(0));
            if (item == null && implied != null) {
                item = item(event, implied);
            }
            if (item != null) {
                item.step(type, event, events);
            }
        } else if (!event.has("item_id")) {
            // Belongs to no item, so nothing will tell it again.
            ResponsesItem.unmapped(event, events);
        }
    }

    /** What an item is if its beginning was missed, as where a stream is taken up in the middle. */
    private static @Nullable String impliedType(String type) {
        if (type.startsWith("response.output_text.") || type.startsWith("response.refusal.")) {
            return "message";
        }
        if (type.startsWith("response.reasoning_")) {
            return "reasoning";
        }
        if (type.startsWith("response.function_call_")) {
            return "function_call";
        }
        if (type.startsWith("response.custom_tool_call_")) {
            return "custom_tool_call";
        }
        return type.startsWith("response.image_generation_call.") ? "image_generation_call" : null;
    }

    private ResponsesItem item(JsonNode event, @Nullable String type) {
        return items.computeIfAbsent(
                event.path("output_index").asInt(0),
                index -> ResponsesItem.of(Objects.requireNonNullElse(type, ""), nextBlock));
    }

    private void start(JsonNode response, Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.MessageStarted(
                    ResponsesItem.nonEmpty(response, "id"), ResponsesItem.nonEmpty(response, "model")));
        }
    }

    private void usage(JsonNode response, Consumer<ChatEvent> events) {
        counts.read(response.path("usage"));
        if (counts.reported() && !counts.toUsage().equals(usage)) {
            usage = counts.toUsage();
            events.accept(new ChatEvent.UsageUpdated(usage));
        }
    }

    private void finish(JsonNode response, @Nullable String status, Consumer<ChatEvent> events) {
        JsonNode output = response.path("output");
        long done = items.values().stream().filter(ResponsesItem::isDone).count();
        // Items that were told on the way are not told again: their ids and sealed reasoning differ here.
        if (done < output.size()) {
            for (int i = 0; i < output.size(); i++) {
                JsonNode item = output.path(i);
                String type = Objects.requireNonNullElse(JsonTree.text(item, "type"), "");
                items.computeIfAbsent(i, index -> ResponsesItem.of(type, nextBlock))
                        .done(item, events);
            }
        }
        items.values().forEach(item -> item.end(events));
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : response.properties()) {
            if (!KNOWN.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        if (!rest.isEmpty()) {
            ObjectNode named = JsonNodeFactory.instance.objectNode();
            named.set("response", rest);
            ResponsesItem.unmapped(named, events);
        }
        finished = true;
        events.accept(new ChatEvent.Finished(reason(response, status), usage));
    }

    private FinishReason reason(JsonNode response, @Nullable String status) {
        if ("incomplete".equals(status)) {
            String why = JsonTree.text(response.path("incomplete_details"), "reason");
            if ("max_output_tokens".equals(why)) {
                return new FinishReason(Kind.LENGTH, why);
            }
            return new FinishReason("content_filter".equals(why) ? Kind.CONTENT_FILTER : Kind.OTHER, why);
        }
        if (status != null && !status.equals("completed")) {
            // Cancelled; or queued and in progress, where the response runs in the background.
            return new FinishReason(status.equals("failed") ? Kind.ERROR : Kind.OTHER, status);
        }
        if (items.values().stream().anyMatch(ResponsesItem::isCall)) {
            return new FinishReason(Kind.TOOL_CALLS, status);
        }
        boolean refused = items.values().stream().anyMatch(ResponsesItem::isRefusal);
        return new FinishReason(refused ? Kind.REFUSAL : Kind.STOP, status);
    }
}
