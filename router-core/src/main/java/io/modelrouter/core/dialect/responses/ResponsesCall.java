package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A call of a function, or of a custom tool whose input is free text. Clients answer it by its {@code call_id}. */
final class ResponsesCall extends ResponsesItem {
    private static final Set<String> KNOWN = Set.of("id", "type", "status", "call_id", "name", "arguments", "input");

    private final String argumentsName;
    private final StringBuilder waiting = new StringBuilder();
    private int block = -1;
    private boolean said;
    private boolean ended;

    ResponsesCall(IntSupplier nextBlock, String argumentsName) {
        super(nextBlock);
        this.argumentsName = argumentsName;
    }

    @Override
    boolean isCall() {
        return true;
    }

    @Override
    void added(JsonNode item, Consumer<ChatEvent> events) {
        if (nonEmpty(item, "name") != null) {
            start(item, events);
        }
    }

    private void start(JsonNode item, Consumer<ChatEvent> events) {
        String id = nonEmpty(item, "call_id");
        if (id == null) {
            // The item's own id is the next best; where that is missing too, the place in the answer.
            id = nonEmpty(item, "id");
        }
        block = nextBlock.getAsInt();
        String name = Objects.requireNonNullElse(JsonTree.text(item, "name"), "");
        events.accept(new ChatEvent.ToolCallStarted(block, 0, id == null ? "call_" + block : id, name));
        say(waiting.toString(), events);
    }

    @Override
    void step(String type, JsonNode event, Consumer<ChatEvent> events) {
        switch (type) {
            case "response.function_call_arguments.delta":
            case "response.custom_tool_call_input.delta":
                say(JsonTree.text(event, "delta"), events);
                break;
            case "response.function_call_arguments.done":
            case "response.custom_tool_call_input.done":
                if (!said) {
                    say(JsonTree.text(event, argumentsName), events);
                }
                break;
            default:
        }
    }

    @Override
    void complete(JsonNode item, Consumer<ChatEvent> events) {
        if (block < 0) {
            start(item, events);
        }
        if (!said) {
            say(JsonTree.text(item, argumentsName), events);
        }
        unmapped(item, KNOWN, JsonNodeFactory.instance.objectNode(), events);
    }

    private void say(@Nullable String arguments, Consumer<ChatEvent> events) {
        if (arguments == null || arguments.isEmpty() || ended) {
            return;
        }
        if (block < 0) {
            // A stream that was taken up in the middle: the name comes with the whole item.
            waiting.append(arguments);
            return;
        }
        said = true;
        events.accept(new ChatEvent.ToolArgumentsDelta(block, arguments));
    }

    @Override
    void end(Consumer<ChatEvent> events) {
        if (block >= 0 && !ended) {
            ended = true;
            events.accept(new ChatEvent.BlockEnded(block));
        }
    }
}
