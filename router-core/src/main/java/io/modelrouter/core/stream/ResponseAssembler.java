package io.modelrouter.core.stream;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.event.EventGrammar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the whole answer out of its events, whose order it enforces ({@link EventGrammar}). Blocks stand in the order they
 * started in their choice; {@link ChatEvent.Unmapped} stands in the first choice, where it came.
 *
 * <p>A signature belongs to its REASONING block, a second one replaces the first. On a text, media or tool block, where
 * Gemini puts it, it becomes a reasoning block without text right before that block, because {@link ContentBlock} has no
 * other place for it and a tool loop without it is refused. A media block gives one content block for each medium.
 *
 * <p>Not thread-safe.
 */
public final class ResponseAssembler implements Consumer<ChatEvent> {
    /** Far more than any vendor's {@code n}; an upstream's index must not decide about our memory. */
    private static final int MAX_CHOICES = 1024;

    private final EventGrammar grammar = new EventGrammar();
    private final Collector collector = new Collector();
    private final Map<Integer, BlockDraft> open = new HashMap<>();
    private final List<List<BlockDraft>> choices = new ArrayList<>();
    private List<FinishReason> reasons = List.of();
    private Usage usage = Usage.NONE;
    private @Nullable String id;
    private @Nullable String model;

    /**
     * Takes the next event.
     *
     * @throws io.modelrouter.event.IllegalEventException if it may not stand here
     * @throws IllegalArgumentException if its choice is below 0 or over 1023
     */
    @Override
    public void accept(ChatEvent event) {
        grammar.accept(event);
        event.accept(collector);
    }

    /** The usage told so far: field by field the largest (R1.14). Also good where the answer broke off. */
    public Usage usage() {
        return usage;
    }

    /** Whether {@link ChatEvent.Finished} was taken, so that there is a {@link #response}. */
    public boolean isFinished() {
        return grammar.isFinished();
    }

    /**
     * The whole answer.
     *
     * @throws IllegalStateException before {@link ChatEvent.Finished}
     */
    public ChatResponse response() {
        if (!grammar.isFinished()) {
            throw new IllegalStateException("the answer has not finished");
        }
        List<ChatResponse.Choice> whole = new ArrayList<>();
        for (int choice = 0; choice < Math.max(choices.size(), reasons.size()); choice++) {
            List<ContentBlock> content = new ArrayList<>();
            if (choice < choices.size()) {
                choices.get(choice).forEach(block -> block.addTo(content));
            }
            FinishReason reason =
                    choice < reasons.size() ? reasons.get(choice) : new FinishReason(FinishReason.Kind.OTHER, null);
            whole.add(new ChatResponse.Choice(content, reason));
        }
        return new ChatResponse(id, model, whole, usage);
    }

    private void open(int index, int choice, BlockDraft block) {
        choice(choice).add(block);
        open.put(index, block);
    }

    private List<BlockDraft> choice(int choice) {
        if (choice < 0 || choice >= MAX_CHOICES) {
            throw new IllegalArgumentException("choice " + choice + " is out of range");
        }
        while (choices.size() <= choice) {
            choices.add(new ArrayList<>());
        }
        return choices.get(choice);
    }

    /** An open block; the grammar has made sure that it is. */
    private BlockDraft block(int index) {
        return Objects.requireNonNull(open.get(index));
    }

    private final class Collector implements ChatEventVisitor<ResponseAssembler> {
        @Override
        public ResponseAssembler messageStarted(ChatEvent.MessageStarted event) {
            id = event.id();
            model = event.model();
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler blockStarted(ChatEvent.BlockStarted event) {
            open(event.index(), event.choice(), BlockDraft.of(event.kind()));
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler toolCallStarted(ChatEvent.ToolCallStarted event) {
            open(event.index(), event.choice(), BlockDraft.toolCall(event.id(), event.name()));
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler textDelta(ChatEvent.TextDelta event) {
            block(event.index()).write(event.text());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler reasoningDelta(ChatEvent.ReasoningDelta event) {
            block(event.index()).write(event.text());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler reasoningSigned(ChatEvent.ReasoningSigned event) {
            block(event.index()).sign(event.signature());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
            block(event.index()).write(event.json());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler citationAdded(ChatEvent.CitationAdded event) {
            block(event.index()).cite(event.citation());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler mediaProduced(ChatEvent.MediaProduced event) {
            block(event.index()).add(new ContentBlock.MediaOutput(event.media()));
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler blockEnded(ChatEvent.BlockEnded event) {
            open.remove(event.index());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler usageUpdated(ChatEvent.UsageUpdated event) {
            usage = usage.max(event.usage());
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler unmapped(ChatEvent.Unmapped event) {
            choice(0).add(BlockDraft.of(new ContentBlock.Unmapped(event.dialect(), event.json())));
            return ResponseAssembler.this;
        }

        @Override
        public ResponseAssembler finished(ChatEvent.Finished event) {
            reasons = event.reasons();
            // The last word, where there is one: Gemini's early chunks guess the prompt too high.
            usage = event.usage().isEmpty() ? usage : event.usage();
            return ResponseAssembler.this;
        }
    }
}
