package io.modelrouter.event;

import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The order of events, executable: give it each event and it throws at the first that does not fit.
 *
 * <pre>
 * answer  = MessageStarted { block-step | UsageUpdated | Unmapped } Finished
 * block   = BlockStarted { TextDelta | ReasoningDelta | ReasoningSigned | MediaProduced } BlockEnded
 *         | ToolCallStarted { ToolArgumentsDelta | ReasoningSigned } BlockEnded
 * </pre>
 *
 * Blocks may interleave; each index is used once; no block is open at the end. Not thread-safe.
 */
public final class EventGrammar {
    private final Map<Integer, Object> open = new HashMap<>();
    private final BitSet used = new BitSet();
    private final Checker checker = new Checker();
    private boolean started;
    private boolean finished;

    private static final Object TOOL = "tool call";

    /**
     * Takes the next event.
     *
     * @throws IllegalEventException if it may not stand here
     */
    public EventGrammar accept(ChatEvent event) {
        if (finished) {
            throw new IllegalEventException(name(event) + " after Finished");
        }
        if (!started && !(event instanceof ChatEvent.MessageStarted)) {
            throw new IllegalEventException(name(event) + " before MessageStarted");
        }
        return event.accept(checker);
    }

    /** Whether {@link ChatEvent.Finished} was seen. */
    public boolean isFinished() {
        return finished;
    }

    private static String name(ChatEvent event) {
        return event.getClass().getSimpleName();
    }

    private EventGrammar start(ChatEvent event, int index, Object kind) {
        if (index < 0 || used.get(index)) {
            throw new IllegalEventException(name(event) + " uses block " + index + " a second time");
        }
        used.set(index);
        open.put(index, kind);
        return this;
    }

    private EventGrammar inside(ChatEvent event, int index, Object... kinds) {
        Object kind = open.get(index);
        if (kind == null) {
            throw new IllegalEventException(name(event) + " for block " + index + ", which is not open");
        }
        for (Object allowed : kinds) {
            if (allowed.equals(kind)) {
                return this;
            }
        }
        throw new IllegalEventException(name(event) + " for block " + index + ", which is a " + kind + " block");
    }

    private final class Checker implements ChatEventVisitor<EventGrammar> {
        @Override
        public EventGrammar messageStarted(ChatEvent.MessageStarted event) {
            if (started) {
                throw new IllegalEventException("MessageStarted a second time");
            }
            started = true;
            return EventGrammar.this;
        }

        @Override
        public EventGrammar blockStarted(ChatEvent.BlockStarted event) {
            return start(event, event.index(), event.kind());
        }

        @Override
        public EventGrammar toolCallStarted(ChatEvent.ToolCallStarted event) {
            return start(event, event.index(), TOOL);
        }

        @Override
        public EventGrammar textDelta(ChatEvent.TextDelta event) {
            return inside(event, event.index(), BlockKind.TEXT, BlockKind.REFUSAL);
        }

        @Override
        public EventGrammar reasoningDelta(ChatEvent.ReasoningDelta event) {
            return inside(event, event.index(), BlockKind.REASONING);
        }

        @Override
        public EventGrammar reasoningSigned(ChatEvent.ReasoningSigned event) {
            return inside(event, event.index(), BlockKind.REASONING, BlockKind.TEXT, BlockKind.MEDIA, TOOL);
        }

        @Override
        public EventGrammar toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
            return inside(event, event.index(), TOOL);
        }

        @Override
        public EventGrammar citationAdded(ChatEvent.CitationAdded event) {
            return inside(event, event.index(), BlockKind.TEXT);
        }

        @Override
        public EventGrammar mediaProduced(ChatEvent.MediaProduced event) {
            return inside(event, event.index(), BlockKind.MEDIA);
        }

        @Override
        public EventGrammar blockEnded(ChatEvent.BlockEnded event) {
            if (open.remove(event.index()) == null) {
                throw new IllegalEventException("BlockEnded for block " + event.index() + ", which is not open");
            }
            return EventGrammar.this;
        }

        @Override
        public EventGrammar usageUpdated(ChatEvent.UsageUpdated event) {
            return EventGrammar.this;
        }

        @Override
        public EventGrammar unmapped(ChatEvent.Unmapped event) {
            return EventGrammar.this;
        }

        @Override
        public EventGrammar finished(ChatEvent.Finished event) {
            if (!open.isEmpty()) {
                throw new IllegalEventException("Finished while block " + open.keySet() + " is open");
            }
            finished = true;
            return EventGrammar.this;
        }
    }
}
