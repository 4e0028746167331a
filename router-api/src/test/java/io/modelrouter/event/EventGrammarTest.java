package io.modelrouter.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.Finished;
import io.modelrouter.event.ChatEvent.MediaProduced;
import io.modelrouter.event.ChatEvent.MessageStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.event.ChatEvent.Unmapped;
import io.modelrouter.event.ChatEvent.UsageUpdated;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventGrammarTest {
    private static final ChatEvent START = new MessageStarted("id", "model");
    private static final ChatEvent FINISH = new Finished(new FinishReason(FinishReason.Kind.STOP, "stop"), Usage.NONE);
    private static final ChatEvent USAGE = new UsageUpdated(Usage.NONE);
    private static final ChatEvent UNMAPPED = new Unmapped(Dialect.OPENAI_CHAT, RawJson.ofNull());
    private static final Media PICTURE = new Media("image/png", "AAAA", null);

    @Nested
    class TheAnswer {
        @Test
        void mayBeEmpty() {
            assertThat(accepted(START, FINISH).isFinished()).isTrue();
        }

        @Test
        void isNotFinishedBeforeItsLastEvent() {
            assertThat(accepted(START).isFinished()).isFalse();
        }

        @Test
        void beginsWithMessageStarted() {
            refused(text(0));
            refused(USAGE);
            refused(UNMAPPED);
            refused(FINISH);
        }

        @Test
        void beginsOnce() {
            refused(START, START);
        }

        @Test
        void endsWithFinished() {
            refused(START, FINISH, USAGE);
            refused(START, FINISH, UNMAPPED);
            refused(START, FINISH, text(0));
            refused(START, FINISH, START);
        }

        @Test
        void endsOnce() {
            refused(START, FINISH, FINISH);
        }

        @Test
        void hasUsageAndUnmappedAnywhereAfterItsStart() {
            accepted(
                    START,
                    USAGE,
                    UNMAPPED,
                    text(0),
                    USAGE,
                    UNMAPPED,
                    new TextDelta(0, "a"),
                    USAGE,
                    new BlockEnded(0),
                    UNMAPPED,
                    USAGE,
                    FINISH);
        }
    }

    @Nested
    class Blocks {
        @Test
        void comeOneAfterAnother() {
            accepted(START, text(0), new BlockEnded(0), text(1), new BlockEnded(1), FINISH);
        }

        @Test
        void mayInterleave() {
            accepted(
                    START,
                    text(0),
                    tool(1),
                    new TextDelta(0, "a"),
                    new ToolArgumentsDelta(1, "{"),
                    new TextDelta(0, "b"),
                    new BlockEnded(1),
                    new BlockEnded(0),
                    FINISH);
        }

        @ParameterizedTest
        @EnumSource(BlockKind.class)
        void ofEachKindMayBeEmpty(BlockKind kind) {
            accepted(START, new BlockStarted(0, 0, kind), new BlockEnded(0), FINISH);
        }

        @Test
        void useAnIndexOnce() {
            refused(START, text(0), text(0));
            refused(START, text(0), tool(0));
            refused(START, text(0), new BlockEnded(0), text(0));
        }

        @Test
        void haveNoNegativeIndex() {
            refused(START, text(-1));
            refused(START, tool(-1));
        }

        @Test
        void endOnceAndOnlyIfTheyAreOpen() {
            refused(START, new BlockEnded(0));
            refused(START, text(0), new BlockEnded(0), new BlockEnded(0));
            refused(START, text(0), new BlockEnded(1));
        }

        @Test
        void areAllEndedBeforeTheAnswerIsFinished() {
            refused(START, text(0), FINISH);
            refused(START, text(0), tool(1), new BlockEnded(1), FINISH);
        }

        @Test
        void takeNothingBeforeTheyStartOrAfterTheyEnd() {
            refused(START, new TextDelta(0, "a"));
            refused(START, text(0), new BlockEnded(0), new TextDelta(0, "a"));
            refused(START, new ReasoningSigned(0, "s"));
            refused(START, new ToolArgumentsDelta(0, "{}"));
            refused(START, new MediaProduced(0, PICTURE));
            refused(START, new ReasoningDelta(0, "t"));
        }
    }

    @Nested
    class Deltas {
        @Test
        void ofTextBelongToTextAndRefusal() {
            taken(BlockKind.TEXT, new TextDelta(0, "a"));
            taken(BlockKind.REFUSAL, new TextDelta(0, "a"));
            refusedBy(BlockKind.REASONING, new TextDelta(0, "a"));
            refusedBy(BlockKind.MEDIA, new TextDelta(0, "a"));
            refused(START, tool(0), new TextDelta(0, "a"));
        }

        @Test
        void ofReasoningBelongToReasoning() {
            taken(BlockKind.REASONING, new ReasoningDelta(0, "t"));
            refusedBy(BlockKind.TEXT, new ReasoningDelta(0, "t"));
            refusedBy(BlockKind.REFUSAL, new ReasoningDelta(0, "t"));
            refusedBy(BlockKind.MEDIA, new ReasoningDelta(0, "t"));
            refused(START, tool(0), new ReasoningDelta(0, "t"));
        }

        @Test
        void ofArgumentsBelongToToolCalls() {
            accepted(START, tool(0), new ToolArgumentsDelta(0, "{}"), new BlockEnded(0), FINISH);
            refusedBy(BlockKind.TEXT, new ToolArgumentsDelta(0, "{}"));
            refusedBy(BlockKind.REASONING, new ToolArgumentsDelta(0, "{}"));
            refusedBy(BlockKind.REFUSAL, new ToolArgumentsDelta(0, "{}"));
            refusedBy(BlockKind.MEDIA, new ToolArgumentsDelta(0, "{}"));
        }

        @Test
        void ofMediaBelongToMedia() {
            taken(BlockKind.MEDIA, new MediaProduced(0, PICTURE));
            refusedBy(BlockKind.TEXT, new MediaProduced(0, PICTURE));
            refusedBy(BlockKind.REASONING, new MediaProduced(0, PICTURE));
            refusedBy(BlockKind.REFUSAL, new MediaProduced(0, PICTURE));
            refused(START, tool(0), new MediaProduced(0, PICTURE));
        }

        @Test
        void thatSignBelongToAnyBlockThatTheSameVendorWantsBack() {
            taken(BlockKind.REASONING, new ReasoningSigned(0, "s"));
            taken(BlockKind.TEXT, new ReasoningSigned(0, "s"));
            taken(BlockKind.MEDIA, new ReasoningSigned(0, "s"));
            accepted(START, tool(0), new ReasoningSigned(0, "s"), new BlockEnded(0), FINISH);
        }
    }

    @Test
    void theMessageNamesTheEventAndTheBlock() {
        assertThatExceptionOfType(IllegalEventException.class)
                .isThrownBy(() -> accepted(START, tool(3), new TextDelta(3, "a")))
                .withMessageContaining("TextDelta")
                .withMessageContaining("block 3")
                .withMessageContaining("tool call");
    }

    private static ChatEvent text(int index) {
        return new BlockStarted(index, 0, BlockKind.TEXT);
    }

    private static ChatEvent tool(int index) {
        return new ToolCallStarted(index, 0, "call", "name");
    }

    private static void taken(BlockKind kind, ChatEvent delta) {
        accepted(START, new BlockStarted(0, 0, kind), delta, delta, new BlockEnded(0), FINISH);
    }

    private static void refusedBy(BlockKind kind, ChatEvent delta) {
        refused(START, new BlockStarted(0, 0, kind), delta);
    }

    private static EventGrammar accepted(ChatEvent... events) {
        EventGrammar grammar = new EventGrammar();
        for (ChatEvent event : events) {
            grammar.accept(event);
        }
        return grammar;
    }

    /** All but the last are accepted, the last is not. */
    private static void refused(ChatEvent... events) {
        EventGrammar grammar = new EventGrammar();
        for (int i = 0; i < events.length - 1; i++) {
            grammar.accept(events[i]);
        }
        assertThatExceptionOfType(IllegalEventException.class)
                .isThrownBy(() -> grammar.accept(events[events.length - 1]));
    }
}
