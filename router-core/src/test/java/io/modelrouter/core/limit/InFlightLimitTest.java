package io.modelrouter.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.core.limit.InFlightLimit.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R5.2")
@DisplayName("An in-flight limit")
class InFlightLimitTest {
    private final InFlightLimit limit = new InFlightLimit(2);

    @Test
    void refusesTheCallThatIsOver() {
        acquire("a");
        acquire("a");

        assertThat(limit.tryAcquire("a")).isEmpty();
        assertThat(limit.count("a")).isEqualTo(2);
        assertThat(limit.limit()).isEqualTo(2);
    }

    @Test
    void countsEachKeyByItself() {
        acquire("a");
        acquire("a");

        acquire("b");

        assertThat(limit.count("b")).isEqualTo(1);
        assertThat(limit.count("c")).isZero();
    }

    @Test
    void givesAPlaceBackOnceHoweverOftenThePermitIsClosed() {
        Permit first = acquire("a");
        acquire("a");

        first.close();
        first.close();

        assertThat(limit.count("a")).isEqualTo(1);
        acquire("a");
        assertThat(limit.tryAcquire("a")).isEmpty();
    }

    @Test
    void remembersOnlyKeysWithCallsInFlight() {
        Permit one = acquire("a");
        Permit two = acquire("a");
        acquire("b");
        one.close();
        assertThat(limit.keys()).isEqualTo(2);

        two.close();

        assertThat(limit.keys()).isEqualTo(1);
        assertThat(limit.count("a")).isZero();
    }

    @Test
    void isAtLeast1() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InFlightLimit(0));
    }

    @Test
    void neverLetsTooManyInAndEndsEmpty() throws Exception {
        AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        AtomicInteger passed = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Random random = new Random(t);
                tasks.add(() -> {
                    boolean fine = true;
                    for (int i = 0; i < 50_000; i++) {
                        int key = random.nextInt(4);
                        Optional<Permit> permit = limit.tryAcquire("k" + key);
                        if (permit.isPresent()) {
                            fine &= inside[key].incrementAndGet() <= 2;
                            passed.incrementAndGet();
                            inside[key].decrementAndGet();
                            permit.get().close();
                        }
                    }
                    return fine;
                });
            }
            for (Future<Boolean> future : pool.invokeAll(tasks)) {
                assertThat(future.get()).as("at most two of each key inside").isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(passed.get()).isPositive();
        assertThat(limit.keys()).isZero();
    }

    private Permit acquire(String key) {
        return limit.tryAcquire(key).orElseThrow();
    }
}
