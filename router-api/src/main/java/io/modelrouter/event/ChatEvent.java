package io.modelrouter.event;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of an answer as it is made, the same for every dialect. Their order is a grammar ({@link EventGrammar}):
 * {@link MessageStarted} first; blocks open, receive deltas and end, and may interleave; {@link UsageUpdated} and
 * {@link Unmapped} anywhere after the start; {@link Finished} last. A failure is the publisher's {@code onError}, never an
 * event.
 *
 * <p>Block indices rise from 0 in the order the blocks start, over all choices.
 */
public sealed interface ChatEvent {

    /** Calls the visitor's method for this event. */
    <R> R accept(ChatEventVisitor<R> visitor);

    /** What a block without a name holds. */
    enum BlockKind {
        TEXT,
        REASONING,
        REFUSAL,
        MEDIA
    }

    /**
     * The answer begins.
     *
     * @param id the provider's id, or null
     * @param model the model as the provider named it, or null
     */
    record MessageStarted(@Nullable String id, @Nullable String model) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.messageStarted(this);
        }
    }

    /** A block of text, reasoning, refusal or media begins in a choice (0 unless {@code n} is over 1). */
    record BlockStarted(int index, int choice, BlockKind kind) implements ChatEvent {
        public BlockStarted {
            Objects.requireNonNull(kind, "kind");
        }

        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.blockStarted(this);
        }
    }

    /** A tool call begins; its arguments follow as {@link ToolArgumentsDelta}. */
    record ToolCallStarted(int index, int choice, String id, String name) implements ChatEvent {
        public ToolCallStarted {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.toolCallStarted(this);
        }
    }

    /** More text for a TEXT or REFUSAL block. */
    record TextDelta(int index, String text) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.textDelta(this);
        }
    }

    /** More visible thinking for a REASONING block. */
    record ReasoningDelta(int index, String text) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.reasoningDelta(this);
        }
    }

    /**
     * The opaque text that the same vendor wants back: Claude's signature or redacted data, OpenAI's encrypted content,
     * Gemini's thought signature. It may come on any block; Gemini puts it on tool calls and on text too.
     *
     * @param redacted whether it stands for reasoning that the vendor does not show at all (Claude's redacted thinking)
     */
    record ReasoningSigned(int index, String signature, boolean redacted) implements ChatEvent {
        public ReasoningSigned(int index, String signature) {
            this(index, signature, false);
        }

        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.reasoningSigned(this);
        }
    }

    /** More of a tool call's arguments, as the model writes them. */
    record ToolArgumentsDelta(int index, String json) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.toolArgumentsDelta(this);
        }
    }

    /** Where a TEXT block's words come from; anywhere while the block is open. */
    record CitationAdded(int index, Citation citation) implements ChatEvent {
        public CitationAdded {
            Objects.requireNonNull(citation, "citation");
        }

        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.citationAdded(this);
        }
    }

    /** Media for a MEDIA block. */
    record MediaProduced(int index, Media media) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.mediaProduced(this);
        }
    }

    /** A block is complete. */
    record BlockEnded(int index) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.blockEnded(this);
        }
    }

    /** The usage known so far: cumulative counts of which the last word stands, never a sum. */
    record UsageUpdated(Usage usage) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.usageUpdated(this);
        }
    }

    /** Something of the upstream's that has no word here, as it came. */
    record Unmapped(Dialect dialect, RawJson json) implements ChatEvent {
        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.unmapped(this);
        }
    }

    /**
     * The answer is complete.
     *
     * @param reasons why each choice ended, by choice; at least one
     * @param usage the last word on the usage, {@link Usage#NONE} where the provider told none
     */
    record Finished(List<FinishReason> reasons, Usage usage) implements ChatEvent {
        public Finished {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("at least one reason");
            }
        }

        public Finished(FinishReason reason, Usage usage) {
            this(List.of(reason), usage);
        }

        /** Why the first choice ended. */
        public FinishReason reason() {
            return reasons.get(0);
        }

        @Override
        public <R> R accept(ChatEventVisitor<R> visitor) {
            return visitor.finished(this);
        }
    }
}
