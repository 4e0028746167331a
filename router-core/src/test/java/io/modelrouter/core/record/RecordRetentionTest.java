package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Retention")
class RecordRetentionTest {
    private final ManualClock clock = new ManualClock();
    private final List<String> asked = new ArrayList<>();
    private int due;

    private final CallHistory history = new CallHistory() {
        @Override
        public CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
            throw new AssertionError("not asked for");
        }

        @Override
        public List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
            throw new AssertionError("not asked for");
        }

        @Override
        public int forget(Instant before, int max) {
            asked.add(before + " " + max);
            if (due < 0) {
                throw new IllegalStateException("down");
            }
            int step = Math.min(due, max);
            due -= step;
            return step;
        }
    };

    private void tend(Duration keep) {
        new RecordRetention(history, keep, clock).tend();
    }

    @Test
    @DisplayName("has records forgotten that are older, 1,000 at a time until none is due")
    void steps() {
        due = 2_500;

        tend(Duration.ofDays(30));

        assertThat(asked).hasSize(3).containsOnly("2025-12-02T00:00:00Z 1000");
        assertThat(due).isZero();
    }

    @Test
    @DisplayName("stops after 100 steps and goes on the next time")
    void notForEver() {
        due = 150_000;

        tend(Duration.ofDays(1));
        assertThat(due).isEqualTo(50_000);
        tend(Duration.ofDays(1));
        assertThat(due).isZero();
    }

    @Test
    @DisplayName("of zero keeps records for ever")
    void forEver() {
        due = 10;

        tend(Duration.ZERO);

        assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("outlives a history that fails")
    void failing() {
        due = -1;

        assertThatCode(() -> tend(Duration.ofDays(1))).doesNotThrowAnyException();
    }
}
