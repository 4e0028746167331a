package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CallLimiter} must do. Extend it, give it an empty limiter of yours, and all of it is tested:
 *
 * <pre>
 * class MyLimiterTest extends CallLimiterContract {
 *     &#64;Override
 *     protected CallLimiter newLimiter(ManualClock clock) {
 *         return new MyLimiter(clock);
 *     }
 * }
 * </pre>
 *
 * <p>Stores with a resolution of a millisecond or better can pass, and so can those whose own clock goes on during a test.
 */
@Tag("R5.2")
public abstract class CallLimiterContract extends LimiterRateContract {

    /** Tries of each of the 8 threads in the tests with many threads; a slow store may want fewer, at least 20. */
    protected int triesPerThread() {
        return 200;
    }

    @Nested
    @DisplayName("all limits together")
    class Together {

        @Test
        @DisplayName("refuse for the first without room: in flight, requests, tokens")
        void order() {
            assertEnters(call("a").inFlight(1).requestsPerMinute(1).tokens(60, 60));

            assertRefused(
                    Limit.IN_FLIGHT, call("b").inFlight(1).requestsPerMinute(1).tokens(60, 60));
            leave(call("a").inFlight(1).requestsPerMinute(1).tokens(60, 60));
            assertRefused(
                    Limit.REQUESTS, call("b").inFlight(1).requestsPerMinute(1).tokens(60, 60));
            assertRefused(Limit.TOKENS, call("b").inFlight(1).tokens(60, 60));
        }

        @Test
        @DisplayName("take neither request nor tokens of a call without a place")
        void nothingWithoutAPlace() {
            assertEnters(call("a").inFlight(1).requestsPerMinute(2).tokens(20, 60));
            for (int i = 0; i < 5; i++) {
                assertRefused(
                        Limit.IN_FLIGHT,
                        call("b" + i).inFlight(1).requestsPerMinute(2).tokens(20, 60));
            }
            leave(call("a").inFlight(1).requestsPerMinute(2).tokens(20, 60));

            assertEnters(call("c").inFlight(1).requestsPerMinute(2).tokens(40, 60));
        }

        @Test
        @DisplayName("take neither place nor tokens of a call without a request")
        void nothingWithoutARequest() {
            assertPasses(call("a").inFlight(1).requestsPerMinute(1).tokens(20, 60));
            for (int i = 0; i < 5; i++) {
                assertRefused(
                        Limit.REQUESTS,
                        call("b" + i).inFlight(1).requestsPerMinute(1).tokens(20, 60));
            }

            assertEnters(call("c").inFlight(1).tokens(40, 60));
        }

        @Test
        @DisplayName("take neither place nor request of a call without tokens")
        void nothingWithoutTokens() {
            assertPasses(call("a").inFlight(1).requestsPerMinute(2).tokens(60, 60));
            for (int i = 0; i < 5; i++) {
                assertRefused(
                        Limit.TOKENS,
                        call("b" + i).inFlight(1).requestsPerMinute(2).tokens(30, 60));
            }

            assertEnters(call("c").inFlight(1).requestsPerMinute(2));
        }
    }

    @Nested
    @DisplayName("many threads")
    class ManyThreads {

        @Test
        @DisplayName("are never more in flight than the limit, and leave no place behind")
        void inFlight() throws Exception {
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();

            int entered = fromThreads(id -> {
                Calls call = call("c" + id).inFlight(3);
                if (limiter().enter(call.call) != LimitDecision.ENTERED) {
                    return false;
                }
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
                leave(call);
                return true;
            });

            assertThat(most.get()).isBetween(1, 3);
            assertThat(entered).isPositive();
            for (int i = 0; i < 3; i++) {
                assertEnters(call("last" + i).inFlight(3));
            }
            assertRefused(Limit.IN_FLIGHT, call("over").inFlight(3));
        }

        @Test
        @DisplayName("make no more requests than the rate")
        void requests() throws Exception {
            long start = System.nanoTime();

            int entered = fromThreads(id -> {
                Calls call = call("c" + id).requestsPerMinute(50);
                boolean in = limiter().enter(call.call).equals(LimitDecision.ENTERED);
                leave(call);
                return in;
            });

            assertThat(entered).isBetween(50, 50 + refilled(50, start));
        }

        @Test
        @DisplayName("use no more tokens than the rate")
        void tokens() throws Exception {
            long start = System.nanoTime();

            int entered = fromThreads(id -> {
                Calls call = call("c" + id).tokens(id % 2 == 0 ? 100 : 50, 3_000);
                boolean in = limiter().enter(call.call).equals(LimitDecision.ENTERED);
                leave(call, 100);
                return in;
            });

            // one that enters with half of what it uses may leave a debt, and so may those that entered beside it
            assertThat(entered).isBetween(30, 30 + 8 + refilled(30, start));
        }

        /** What came back while the threads were at it, where the store's clock goes on by itself. */
        private int refilled(int perMinute, long startNanos) {
            return (int) ((System.nanoTime() - startNanos) / 60e9 * perMinute) + 1;
        }

        private int fromThreads(IntFunction<Boolean> call) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(8);
            try {
                List<Callable<Integer>> tasks = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    int thread = t;
                    tasks.add(() -> {
                        int entered = 0;
                        for (int i = 0; i < triesPerThread(); i++) {
                            entered += call.apply(i * 8 + thread) ? 1 : 0;
                        }
                        return entered;
                    });
                }
                int sum = 0;
                for (Future<Integer> future : pool.invokeAll(tasks)) {
                    sum += future.get();
                }
                return sum;
            } finally {
                pool.shutdownNow();
            }
        }
    }
}
