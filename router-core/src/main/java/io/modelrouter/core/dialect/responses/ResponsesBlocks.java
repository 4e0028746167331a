package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.event.ChatEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts blocks that interleave one behind the other: the first that is open is written as it comes, the others wait.
 * Not thread-safe.
 */
final class ResponsesBlocks {
    private final ResponsesBlockEvents writer;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<Integer, Waiting> open = new HashMap<>();

    /** A block whose turn to be written has not come, or has. */
    private static final class Waiting {
        final List<ChatEvent> events = new ArrayList<>();
        final List<ObjectNode> own = new ArrayList<>();
        boolean ended;
    }

    ResponsesBlocks(ResponsesOutput output, AnswerContext context) {
        this.writer = new ResponsesBlockEvents(output, context);
    }

    /** A block begins. This dialect has no alternatives: only the first is written. */
    void start(int index, int choice, ChatEvent event) {
        if (choice == 0) {
            Waiting block = new Waiting();
            open.put(index, block);
            queue.add(block);
            take(block, event);
        }
    }

    /** Something in a block. */
    void step(int index, ChatEvent event) {
        Waiting block = open.get(index);
        if (block == null) {
            return;
        }
        if (event instanceof ChatEvent.BlockEnded) {
            block.ended = true;
            open.remove(index);
        }
        take(block, event);
    }

    /** Something in this dialect's own words, about an item or an item of its own. */
    void own(ObjectNode json) {
        Waiting last = queue.peekLast();
        if (last == null) {
            writer.own(json);
        } else if (last == queue.peek()) {
            writer.ownWithin(json, last.own);
        } else {
            last.own.add(json);
        }
    }

    private void take(Waiting block, ChatEvent event) {
        if (block == queue.peek()) {
            event.accept(writer);
            advance();
        } else {
            block.events.add(event);
        }
    }

    /** Goes on to the next block while the first is over. */
    private void advance() {
        Waiting first = queue.peek();
        while (first != null && first.ended) {
            queue.poll();
            first.own.forEach(writer::own);
            first = queue.peek();
            if (first != null) {
                first.events.forEach(event -> event.accept(writer));
                first.events.clear();
            }
        }
    }

    /** Whether a refusal was written. */
    boolean refused() {
        return writer.refused();
    }
}
