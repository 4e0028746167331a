package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A reasoning item: one block for all parts of its summary and its text, so that the block has the item's one
 * {@code encrypted_content}. That differs between the events of a stream (35 of 47 recorded streams); the one of the
 * finished item counts.
 */
final class ResponsesReasoning extends ResponsesItem {
    private static final Set<String> KNOWN = Set.of("id", "type", "status", "summary", "content", "encrypted_content");

    private int block = -1;
    private boolean ended;
    private @Nullable String part;

    ResponsesReasoning(IntSupplier nextBlock) {
        super(nextBlock);
    }

    @Override
    void step(String type, JsonNode event, Consumer<ChatEvent> events) {
        if (type.equals("response.reasoning_summary_text.delta")) {
            say("summary " + event.path("summary_index").asInt(0), JsonTree.text(event, "delta"), events);
        } else if (type.equals("response.reasoning_text.delta")) {
            say("text " + event.path("content_index").asInt(0), JsonTree.text(event, "delta"), events);
        }
    }

    @Override
    void complete(JsonNode item, Consumer<ChatEvent> events) {
        if (block < 0) {
            sayAll("summary ", item.path("summary"), events);
            sayAll("text ", item.path("content"), events);
        }
        String sealed = nonEmpty(item, "encrypted_content");
        if (sealed != null) {
            open(events);
            events.accept(new ChatEvent.ReasoningSigned(block, sealed));
        }
        unmapped(item, KNOWN, JsonNodeFactory.instance.objectNode(), events);
    }

    private void sayAll(String kind, JsonNode parts, Consumer<ChatEvent> events) {
        for (int i = 0; i < parts.size(); i++) {
            say(kind + i, JsonTree.text(parts.path(i), "text"), events);
        }
    }

    /** @param part which part it belongs to; parts are set apart by an empty line */
    private void say(String part, @Nullable String text, Consumer<ChatEvent> events) {
        if (text == null || text.isEmpty() || ended) {
            return;
        }
        open(events);
        if (this.part != null && !this.part.equals(part)) {
            events.accept(new ChatEvent.ReasoningDelta(block, "\n\n"));
        }
        this.part = part;
        events.accept(new ChatEvent.ReasoningDelta(block, text));
    }

    private void open(Consumer<ChatEvent> events) {
        if (block < 0) {
            block = nextBlock.getAsInt();
            events.accept(new ChatEvent.BlockStarted(block, 0, BlockKind.REASONING));
        }
    }

    @Override
    void end(Consumer<ChatEvent> events) {
        if (block >= 0 && !ended) {
            ended = true;
            events.accept(new ChatEvent.BlockEnded(block));
        }
    }
}
