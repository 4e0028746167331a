package io.modelrouter.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

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

@DisplayName("Rate limits")
class RateLimitsTest {
    private final ManualClock clock = new ManualClock();
    private final RateLimits limits = new RateLimits(clock.nanoTime());

    @Test
    void letAnIdleTokenUseItsMinuteAtOnce() {
        int rate = 3;

        assertThat(limits.tryConsume("a", rate)).isEmpty();
        assertThat(limits.tryConsume("a", rate)).isEmpty();
        assertThat(limits.tryConsume("a", rate)).isEmpty();
        assertThat(limits.tryConsume("a", rate)).isPresent();
    }

    @Test
    void tellHonestlyHowLongToWait() {
        int rate = 3;
        exhaust("a", rate, 3);

        assertThat(limits.tryConsume("a", rate)).contains(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(5));
        Duration rest = limits.tryConsume("a", rate).orElseThrow();
        assertThat(rest).isEqualTo(Duration.ofSeconds(15));

        clock.advance(rest.minusNanos(1));
        assertThat(limits.tryConsume("a", rate)).as("a nanosecond too early").isPresent();
        clock.advance(Duration.ofNanos(1));
        assertThat(limits.tryConsume("a", rate)).isEmpty();
    }

    @Test
    void fillEvenlyAndNeverBeyondAMinute() {
        int rate = 60;
        exhaust("a", rate, 60);

        clock.advance(Duration.ofSeconds(10));
        exhaust("a", rate, 10);
        clock.advance(Duration.ofHours(1));
        exhaust("a", rate, 60);
    }

    @Test
    void countEachTokenByItself() {
        exhaust("a", 1, 1);

        assertThat(limits.tryConsume("b", 1)).isEmpty();
        assertThat(limits.tryConsume("a", 1)).isPresent();
    }

    @Test
    void heedAChangedRate() {
        exhaust("a", 1, 1);

        exhaust("a", 5, 5);
    }

    @Test
    void takeNoMoreThanTheRateFromManyThreads() throws Exception {
        int rate = 100;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    int passed = 0;
                    for (int i = 0; i < 100; i++) {
                        passed += limits.tryConsume("a", rate).isEmpty() ? 1 : 0;
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

    private void exhaust(String token, int rate, int expected) {
        int passed = 0;
        while (limits.tryConsume(token, rate).isEmpty()) {
            passed++;
        }
        assertThat(passed).isEqualTo(expected);
    }
}
