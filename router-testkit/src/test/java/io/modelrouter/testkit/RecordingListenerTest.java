package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The recording listener")
class RecordingListenerTest {
    private final RecordingListener listener = new RecordingListener();

    @Test
    void keepsReadableLinesForEachCall() throws InterruptedException {
        listener.callStarted("1", Dialect.OPENAI_CHAT, "gpt-4o", true);
        listener.callStarted("2", Dialect.CLAUDE_MESSAGES, "claude", false);
        listener.attemptStarted("1", 1, "a");
        listener.attemptFailed(
                "1", new AttemptFailure(1, "a", FailureKind.RATE_LIMITED, OptionalInt.of(429), Duration.ZERO, "no"));
        listener.attemptStarted("1", 2, "b");
        listener.firstContent("1", "b");
        listener.callEnded(record("1", null));
        listener.callEnded(record("2", RouterErrorCode.UNAUTHENTICATED));

        assertThat(listener.lines("1"))
                .containsExactly(
                        "callStarted openai-chat gpt-4o stream",
                        "attemptStarted 1 a",
                        "attemptFailed 1 a RATE_LIMITED",
                        "attemptStarted 2 b",
                        "firstContent b",
                        "callEnded ok");
        assertThat(listener.lines("2"))
                .containsExactly("callStarted claude-messages claude", "callEnded UNAUTHENTICATED");
        assertThat(listener.lines()).hasSize(8);
        assertThat(listener.records()).hasSize(2);
        assertThatThrownBy(listener::record).isInstanceOf(AssertionError.class);
        listener.awaitEnded(Duration.ZERO);
        listener.awaitEnded(Duration.ZERO);
        assertThatThrownBy(() -> listener.awaitEnded(Duration.ZERO)).isInstanceOf(AssertionError.class);
        listener.clear();
        assertThat(listener.lines()).isEmpty();
    }

    private static CallRecord record(String id, @Nullable RouterErrorCode error) {
        return CallRecord.builder(id, ManualClock.START, "m", Dialect.OPENAI_CHAT)
                .error(error)
                .build();
    }
}
