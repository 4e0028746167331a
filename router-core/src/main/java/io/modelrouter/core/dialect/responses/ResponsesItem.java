package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One output item on its way to events. It is told twice in a stream, in deltas and whole when it is done; the whole gives
 * what the deltas did not. Which deltas an item knows is its own matter; others are ignored.
 */
abstract class ResponsesItem {
    final IntSupplier nextBlock;
    private boolean done;

    ResponsesItem(IntSupplier nextBlock) {
        this.nextBlock = nextBlock;
    }

    /** The state for an item of this type. */
    static ResponsesItem of(String type, IntSupplier nextBlock) {
        switch (type) {
            case "message":
                return new ResponsesMessage(nextBlock);
            case "reasoning":
                return new ResponsesReasoning(nextBlock);
            case "function_call":
                return new ResponsesCall(nextBlock, "arguments");
            case "custom_tool_call":
                return new ResponsesCall(nextBlock, "input");
            case "image_generation_call":
                return new ResponsesImage(nextBlock);
            default:
                return new Foreign(nextBlock);
        }
    }

    /** The item begins; its members are what is known so far. */
    void added(JsonNode item, Consumer<ChatEvent> events) {}

    /** A delta, or what ends a run of deltas. */
    abstract void step(String type, JsonNode event, Consumer<ChatEvent> events);

    /** The whole item: says what the deltas left out, closes what is open. */
    final void done(JsonNode item, Consumer<ChatEvent> events) {
        if (!done) {
            done = true;
            complete(item, events);
            end(events);
        }
    }

    boolean isDone() {
        return done;
    }

    abstract void complete(JsonNode item, Consumer<ChatEvent> events);

    /** Closes what is open. */
    abstract void end(Consumer<ChatEvent> events);

    /** Whether it is a wish to run a tool of the caller's. */
    boolean isCall() {
        return false;
    }

    /** Whether something was refused in it. */
    boolean isRefusal() {
        return false;
    }

    /** Hands on the members that have no event, with the item's type and id, if any says something. */
    static void unmapped(JsonNode item, Set<String> known, ObjectNode more, Consumer<ChatEvent> events) {
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : item.properties()) {
            if (!known.contains(member.getKey()) && JsonTree.saysSomething(member.getValue())) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        rest.setAll(more);
        if (!rest.isEmpty()) {
            ObjectNode named = JsonNodeFactory.instance.objectNode();
            for (String name : new String[] {"type", "id"}) {
                if (item.has(name)) {
                    named.set(name, item.get(name));
                }
            }
            unmapped(named.setAll(rest), events);
        }
    }

    static void unmapped(JsonNode json, Consumer<ChatEvent> events) {
        events.accept(new ChatEvent.Unmapped(Dialect.OPENAI_RESPONSES, JsonTree.raw(json)));
    }

    static @Nullable String nonEmpty(JsonNode object, String name) {
        String text = JsonTree.text(object, name);
        return text == null || text.isEmpty() ? null : text;
    }

    /** A tool that the provider runs, or anything else without an event: handed on whole when it is done. */
    private static final class Foreign extends ResponsesItem {
        Foreign(IntSupplier nextBlock) {
            super(nextBlock);
        }

        @Override
        void step(String type, JsonNode event, Consumer<ChatEvent> events) {}

        @Override
        void complete(JsonNode item, Consumer<ChatEvent> events) {
            unmapped(item, events);
        }

        @Override
        void end(Consumer<ChatEvent> events) {}
    }
}
