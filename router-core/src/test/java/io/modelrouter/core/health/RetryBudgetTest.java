package io.modelrouter.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Retries")
class RetryBudgetTest {

    @Test
    @Tag("R2.4")
    void areFiftyAtFirstAndATenthOfFirstAttemptsThen() {
        RetryBudget budget = new RetryBudget();
        assertThat(IntStream.range(0, 100).filter(i -> budget.tryFurther()).count())
                .isEqualTo(50);

        IntStream.range(0, 95).forEach(i -> budget.first());

        assertThat(IntStream.range(0, 100).filter(i -> budget.tryFurther()).count())
                .isEqualTo(9);
    }

    @Test
    @Tag("R2.4")
    void areNeverSavedUpOverFifty() {
        RetryBudget budget = new RetryBudget();
        IntStream.range(0, 10_000).forEach(i -> budget.first());

        assertThat(budget.left()).isEqualTo(50);
    }

    @Test
    @Tag("R2.5")
    void waitFromNothingToACeilingThatDoublesUpToTwoSeconds() {
        Random random = new Random(1);
        long[] ceilings = {100, 200, 400, 800, 1600, 2000, 2000};
        for (int attempt = 1; attempt <= ceilings.length; attempt++) {
            long longest = 0;
            for (int i = 0; i < 2000; i++) {
                Duration wait = Backoff.before(attempt, null, Duration.ofHours(1), random)
                        .orElseThrow();
                longest = Math.max(longest, wait.toMillis());
                assertThat(wait.toMillis()).isBetween(0L, ceilings[attempt - 1]);
            }
            assertThat(longest).isGreaterThan(ceilings[attempt - 1] * 9 / 10);
        }
    }

    @Test
    @Tag("R2.5")
    void waitAsLongAsTheUpstreamSaysUnlessThatIsTooLong() {
        Random random = new Random(1);

        assertThat(Backoff.before(1, Duration.ofSeconds(1), Duration.ofHours(1), random))
                .contains(Duration.ofSeconds(1));
        assertThat(Backoff.before(1, Duration.ofSeconds(3), Duration.ofHours(1), random))
                .isEmpty();
    }

    @Test
    @Tag("R2.6")
    void areNotMadeBeyondTheDeadline() {
        assertThat(Backoff.before(1, Duration.ofMillis(500), Duration.ofMillis(400), new Random(1)))
                .isEmpty();
    }
}
