package io.modelrouter.testkit;

import static io.modelrouter.testkit.EventAssertions.assertThatEvents;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Event assertions")
class EventAssertionsTest {
    private static final Usage USAGE = Usage.builder().input(3).output(4).build();

    private static final List<ChatEvent> EVENTS = List.of(
            new ChatEvent.MessageStarted("id", "m"),
            new ChatEvent.BlockStarted(0, 0, BlockKind.REASONING),
            new ChatEvent.ReasoningDelta(0, "hm"),
            new ChatEvent.BlockStarted(1, 0, BlockKind.TEXT),
            new ChatEvent.TextDelta(1, "Hel"),
            new ChatEvent.BlockEnded(0),
            new ChatEvent.TextDelta(1, "lo"),
            new ChatEvent.ToolCallStarted(2, 0, "c1", "f"),
            new ChatEvent.ToolArgumentsDelta(2, "{\"a\""),
            new ChatEvent.ToolArgumentsDelta(2, ":1}"),
            new ChatEvent.BlockEnded(1),
            new ChatEvent.BlockEnded(2),
            new ChatEvent.Finished(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_use"), USAGE));

    @Test
    void holdForWhatTheEventsSay() {
        assertThatEvents(EVENTS)
                .legal()
                .text("Hello")
                .reasoning("hm")
                .refusal("")
                .toolCalls("f({\"a\":1})")
                .usage(USAGE)
                .finishedWith(FinishReason.Kind.TOOL_CALLS)
                .finishedWithRaw("tool_use");
        assertThatEvents(EVENTS.subList(0, 3))
                .legalPrefix()
                .usage(Usage.NONE)
                .sequence(ChatEvent.MessageStarted.class, ChatEvent.BlockStarted.class, ChatEvent.ReasoningDelta.class);
    }

    @Test
    void failForAnythingElse() {
        fails(() -> assertThatEvents(EVENTS).text("Hallo"));
        fails(() -> assertThatEvents(EVENTS).toolCalls("f({})"));
        fails(() -> assertThatEvents(EVENTS).toolCalls());
        fails(() -> assertThatEvents(EVENTS).usage(Usage.NONE));
        fails(() -> assertThatEvents(EVENTS).finishedWith(FinishReason.Kind.STOP));
        fails(() -> assertThatEvents(EVENTS.subList(0, 3)).legal());
        fails(() -> assertThatEvents(EVENTS.subList(0, 3)).finishedWith(FinishReason.Kind.STOP));
        fails(() -> assertThatEvents(EVENTS.subList(1, 3)).legalPrefix());
    }

    private static void fails(ThrowingCallable assertion) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }
}
