package io.modelrouter.providers.demo;

import io.modelrouter.providers.demo.DemoResponsesObject.Item;
import io.modelrouter.providers.demo.DemoTurn.Call;
import java.util.Objects;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The event grammar of a Responses stream, with its rising sequence number. */
final class DemoResponsesStream {
    private final DemoResponsesObject response;
    private final DemoTurn turn;
    private final DemoFrames frames = new DemoFrames();
    private int sequence;

    DemoResponsesStream(DemoResponsesObject response, DemoTurn turn) {
        this.response = response;
        this.turn = turn;
    }

    DemoFrames frames() {
        add("response.created", () -> of("response", response.inProgress()));
        add("response.in_progress", () -> of("response", response.inProgress()));
        for (Item item : response.items()) {
            add("response.output_item.added", () -> item(item, item.open()));
            switch (item.kind()) {
                case REASONING -> reasoning(item);
                case MESSAGE -> message(item);
                case CALL -> call(item, Objects.requireNonNull(item.call()));
            }
            add("response.output_item.done", () -> item(item, item.done()));
        }
        String last = turn.ending() == DemoTurn.Ending.LENGTH ? "response.incomplete" : "response.completed";
        add(last, () -> of("response", response.finished()));
        return frames;
    }

    private void reasoning(Item item) {
        add("response.reasoning_summary_part.added", () -> summaryPart(item, ""));
        turn.thoughtChunks()
                .forEach(part -> paced(
                        "response.reasoning_summary_text.delta",
                        () -> summary(item).put("delta", part)));
        add("response.reasoning_summary_text.done", () -> summary(item).put("text", turn.thoughtText()));
        add("response.reasoning_summary_part.done", () -> summaryPart(item, turn.thoughtText()));
    }

    private void message(Item item) {
        add("response.content_part.added", () -> contentPart(item, ""));
        turn.textChunks()
                .forEach(part ->
                        paced("response.output_text.delta", () -> text(item).put("delta", part)));
        add("response.output_text.done", () -> text(item).put("text", turn.fullText()));
        add("response.content_part.done", () -> contentPart(item, turn.fullText()));
    }

    private void call(Item item, Call call) {
        String kind = call.tool().freeText() ? "response.custom_tool_call_input" : "response.function_call_arguments";
        call.argumentChunks()
                .forEach(part -> paced(kind + ".delta", () -> placed(item).put("delta", part)));
        if (call.tool().freeText()) {
            add(kind + ".done", () -> placed(item).put("input", call.argumentText()));
        } else {
            // The vendor's clients type a name here; its recorded streams leave it out.
            add(
                    kind + ".done",
                    () -> placed(item)
                            .put("arguments", call.argumentText())
                            .put("name", call.tool().name()));
        }
    }

    private static ObjectNode of(String name, ObjectNode value) {
        ObjectNode event = DemoJson.object();
        event.set(name, value);
        return event;
    }

    private static ObjectNode item(Item item, ObjectNode node) {
        return of("item", node).put("output_index", item.index());
    }

    private static ObjectNode placed(Item item) {
        return DemoJson.object().put("item_id", item.id()).put("output_index", item.index());
    }

    private static ObjectNode summary(Item item) {
        return placed(item).put("summary_index", 0);
    }

    private static ObjectNode summaryPart(Item item, String text) {
        ObjectNode event = summary(item);
        event.set("part", DemoResponsesObject.summary(text));
        return event;
    }

    private static ObjectNode text(Item item) {
        ObjectNode event = placed(item).put("content_index", 0);
        event.putArray("logprobs");
        return event;
    }

    private static ObjectNode contentPart(Item item, String text) {
        ObjectNode event = placed(item).put("content_index", 0);
        event.set("part", DemoResponsesObject.text(text));
        return event;
    }

    private void add(String type, Supplier<ObjectNode> members) {
        frames.add(() -> event(type, members.get()));
    }

    private void paced(String type, Supplier<ObjectNode> members) {
        frames.paced(() -> event(type, members.get()));
    }

    private String event(String type, ObjectNode members) {
        ObjectNode event = DemoJson.object().put("type", type);
        event.setAll(members);
        event.put("sequence_number", sequence++);
        return "event: " + type + "\ndata: " + DemoJson.write(event) + "\n\n";
    }
}
