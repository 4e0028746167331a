package io.modelrouter.event;

import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        event.accept(checker);
        return this;
    }

    /** Whether {@link ChatEvent.Finished} was seen. */
    public boolean isFinished() {
        return finished;
    }

    private static String name(ChatEvent event) {
        return event.getClass().getSimpleName();
    }

    private @Nullable Void start(ChatEvent event, int index, Object kind) {
        if (index < 0 || used.get(index)) {
            throw new IllegalEventException(name(event) + " uses block " + index + " a second time");
        }
        used.set(index);
        open.put(index, kind);
        return null;
    }

    private @Nullable Void inside(ChatEvent event, int index, Object... kinds) {
        Object kind = open.get(index);
        if (kind == null) {
            throw new IllegalEventException(name(event) + " for block " + index + ", which is not open");
        }
        for (Object allowed : kinds) {
            if (allowed.equals(kind)) {
                return null;
            }
        }
        throw new IllegalEventException(name(event) + " for block " + index + ", which is a " + kind + " block");
    }

    private final class Checker implements ChatEventVisitor<@Nullable Void> {
        @Override
        public @Nullable Void messageStarted(ChatEvent.MessageStarted event) {
            if (started) {
                throw new IllegalEventException("MessageStarted a second time");
            }
            started = true;
            return null;
        }

        @Override
        public @Nullable Void blockStarted(ChatEvent.BlockStarted event) {
            return start(event, event.index(), event.kind());
        }

        @Override
        public @Nullable Void toolCallStarted(ChatEvent.ToolCallStarted event) {
            return start(event, event.index(), TOOL);
        }

        @Override
        public @Nullable Void textDelta(ChatEvent.TextDelta event) {
            return inside(event, event.index(), BlockKind.TEXT, BlockKind.REFUSAL);
        }

        @Override
        public @Nullable Void reasoningDelta(ChatEvent.ReasoningDelta event) {
            return inside(event, event.index(), BlockKind.REASONING);
        }

        @Override
        public @Nullable Void reasoningSigned(ChatEvent.ReasoningSigned event) {
            return inside(event, event.index(), BlockKind.REASONING, BlockKind.TEXT, BlockKind.MEDIA, TOOL);
        }

        @Override
        public @Nullable Void toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
            return inside(event, event.index(), TOOL);
        }

        @Override
        public @Nullable Void mediaProduced(ChatEvent.MediaProduced event) {
            return inside(event, event.index(), BlockKind.MEDIA);
        }

        @Override
        public @Nullable Void blockEnded(ChatEvent.BlockEnded event) {
            if (open.remove(event.index()) == null) {
                throw new IllegalEventException("BlockEnded for block " + event.index() + ", which is not open");
            }
            return null;
        }

        @Override
        public @Nullable Void usageUpdated(ChatEvent.UsageUpdated event) {
            return null;
        }

        @Override
        public @Nullable Void unmapped(ChatEvent.Unmapped event) {
            return null;
        }

        @Override
        public @Nullable Void finished(ChatEvent.Finished event) {
            if (!open.isEmpty()) {
                throw new IllegalEventException("Finished while block " + open.keySet() + " is open");
            }
            finished = true;
            return null;
        }
    }
}
