package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.modelrouter.quota.LedgerUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("An unclear ledger operation")
@Tag("R1.6")
class LedgerRetryTest {
    /** Always gives the largest number that it may. */
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final List<Duration> pauses = new ArrayList<>();
    private final LedgerRetry retry = new LedgerRetry(() -> LARGEST, pauses::add);
    private int calls;

    @Test
    void isNotRepeatedWhenItIsAnswered() {
        assertThat(retry.call(() -> failing(0))).isEqualTo("answer");

        assertThat(calls).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void isMadeThreeTimesWithPausesOfUpTo50And100Milliseconds() {
        assertThat(retry.call(() -> failing(2))).isEqualTo("answer");

        assertThat(calls).isEqualTo(3);
        assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void failsAfterTheThirdTime() {
        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> retry.call(() -> failing(3)));

        assertThat(calls).isEqualTo(3);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void isNotRepeatedWhenItFailedOtherwise() {
        assertThatIllegalStateException()
                .isThrownBy(() -> retry.call(() -> {
                    calls++;
                    throw new IllegalStateException("a mistake");
                }));

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void isGivenUpWhenTheWaitingThreadIsInterruptedAndTheThreadStaysInterrupted() {
        LedgerRetry interrupted = new LedgerRetry(() -> LARGEST, duration -> {
            throw new InterruptedException();
        });

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> interrupted.call(() -> failing(1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).isEqualTo(1);
    }

    private String failing(int times) {
        if (++calls <= times) {
            throw new LedgerUnavailableException("no answer", null);
        }
        return "answer";
    }
}
