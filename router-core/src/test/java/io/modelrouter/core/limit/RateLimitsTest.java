package io.modelrouter.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rate limit by name")
class RateLimitsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void letsWhoWasIdleUseItsMinuteAtOnce() {
        RateLimits limits = new RateLimits(3, clock.nanoTime());

        exhaust(limits, "a", 3);
    }

    @Test
    void tellsHonestlyHowLongToWaitAndTakesNothing() {
        RateLimits limits = new RateLimits(3, clock.nanoTime());
        assertThat(limits.retryAfter("a")).isEmpty();
        exhaust(limits, "a", 3);

        assertThat(limits.retryAfter("a")).contains(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(20).minusNanos(1));
        assertThat(limits.tryConsume("a")).as("a nanosecond too early").isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(limits.retryAfter("a")).isEmpty();
        assertThat(limits.tryConsume("a")).isTrue();
    }

    @Test
    void fillsEvenlyAndNeverBeyondAMinute() {
        RateLimits limits = new RateLimits(60, clock.nanoTime());
        exhaust(limits, "a", 60);

        clock.advance(Duration.ofSeconds(10));
        exhaust(limits, "a", 10);
        clock.advance(Duration.ofHours(1));
        exhaust(limits, "a", 60);
    }

    @Test
    void countsEachNameByItself() {
        RateLimits limits = new RateLimits(1, clock.nanoTime());
        exhaust(limits, "a", 1);

        assertThat(limits.tryConsume("b")).isTrue();
        assertThat(limits.tryConsume("a")).isFalse();
    }

    @Test
    void isAtLeastOneAMinute() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimits(0, clock.nanoTime()));
    }

    @Test
    void givesNoMoreThanTheRateToManyThreads() throws Exception {
        RateLimits limits = new RateLimits(100, clock.nanoTime());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    int passed = 0;
                    for (int i = 0; i < 100; i++) {
                        passed += limits.tryConsume("a") ? 1 : 0;
                    }
                    return passed;
                });
            }
            int passed = 0;
            for (Future<Integer> future : pool.invokeAll(tasks)) {
                passed += future.get();
            }
            assertThat(passed).isEqualTo(100);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void exhaust(RateLimits limits, String name, int expected) {
        int passed = 0;
        while (limits.tryConsume(name)) {
            passed++;
        }
        assertThat(passed).isEqualTo(expected);
    }
}
