package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Limit;
import java.time.Duration;
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
public abstract class CallLimiterContract extends LimiterContractBase {

    /** Tries of each of the 8 threads in the tests with many threads; a slow store may want fewer, at least 20. */
    protected int triesPerThread() {
        return 200;
    }

    @Nested
    @DisplayName("calls in flight")
    class InFlight {

        @Test
        @DisplayName("are as many as the limit, and no more")
        void refusesTheOneThatIsOver() {
            assertEnters(call("a").inFlight(2));
            assertEnters(call("b").inFlight(2));

            assertRefused(Limit.IN_FLIGHT, call("c").inFlight(2));
        }

        @Test
        @DisplayName("give their place back when they leave")
        void givesThePlaceBack() {
            assertEnters(call("a").inFlight(1));

            leave(call("a").inFlight(1));

            assertEnters(call("b").inFlight(1));
        }

        @Test
        @DisplayName("give one place back, however often they leave")
        void leavesOnce() {
            assertEnters(call("a").inFlight(2));
            assertEnters(call("b").inFlight(2));

            leave(call("a").inFlight(2));
            leave(call("a").inFlight(2));

            assertEnters(call("c").inFlight(2));
            assertRefused(Limit.IN_FLIGHT, call("d").inFlight(2));
        }

        @Test
        @DisplayName("keep their place when a call leaves that never entered")
        void unknownLeave() {
            assertEnters(call("a").inFlight(1));

            leave(call("unknown").inFlight(1));

            assertRefused(Limit.IN_FLIGHT, call("b").inFlight(1));
        }

        @Test
        @DisplayName("take one place, however often the same call enters")
        void entersOnce() {
            assertEnters(call("a").inFlight(2));
            assertEnters(call("a").inFlight(2));
            assertEnters(call("b").inFlight(2));
            assertEnters(call("b").inFlight(2));
            assertRefused(Limit.IN_FLIGHT, call("c").inFlight(2));

            leave(call("a").inFlight(2));

            assertEnters(call("c").inFlight(2));
            assertRefused(Limit.IN_FLIGHT, call("d").inFlight(2));
        }

        @Test
        @DisplayName("are counted for each name by itself")
        void names() {
            assertEnters(call("a").inFlight(1));

            assertEnters(call("b").of("another").inFlight(1));

            assertRefused(Limit.IN_FLIGHT, call("c").inFlight(1));
        }

        @Test
        @DisplayName("are held to a limit that was changed")
        void changedLimit() {
            assertEnters(call("a").inFlight(1));
            assertRefused(Limit.IN_FLIGHT, call("b").inFlight(1));

            assertEnters(call("b").inFlight(2));

            leave(call("a").inFlight(1));
            assertRefused(Limit.IN_FLIGHT, call("c").inFlight(1));
        }
    }

    @Nested
    @DisplayName("a lease")
    class Lease {

        @Test
        @DisplayName("that is not renewed ends, and the place comes back")
        void ends() {
            assertEnters(call("dead").inFlight(1));

            pass(LEASE.minus(SLACK));
            assertRefused(Limit.IN_FLIGHT, call("b").inFlight(1));

            pass(SLACK);
            assertEnters(call("b").inFlight(1));
        }

        @Test
        @DisplayName("lasts for its whole time again once it is renewed")
        void renewed() {
            assertEnters(call("long").inFlight(1));
            pass(LEASE.dividedBy(2));

            renew(call("long").inFlight(1));

            pass(LEASE.minus(SLACK));
            assertRefused(Limit.IN_FLIGHT, call("b").inFlight(1));
            pass(SLACK);
            assertEnters(call("b").inFlight(1));
        }

        @Test
        @DisplayName("that has ended cannot be renewed, so that nobody is over the limit")
        void renewedTooLate() {
            assertEnters(call("dead").inFlight(1));
            pass(LEASE);
            assertEnters(call("b").inFlight(1));

            renew(call("dead").inFlight(1));
            leave(call("b").inFlight(1));

            assertEnters(call("c").inFlight(1));
        }

        @Test
        @DisplayName("of a call that never entered cannot be renewed")
        void renewedUnknown() {
            renew(call("unknown").inFlight(1));

            assertEnters(call("a").inFlight(1));
        }

        @Test
        @DisplayName("that has ended gives nothing back when its call leaves after all")
        void leftTooLate() {
            assertEnters(call("late").inFlight(1));
            pass(LEASE);
            assertEnters(call("b").inFlight(1));

            leave(call("late").inFlight(1));

            assertRefused(Limit.IN_FLIGHT, call("c").inFlight(1));
        }

        @Test
        @DisplayName("ends for a call without a limit in flight too: its tokens stay taken")
        void endsForTokens() {
            Calls late = call("late").lease(Duration.ofSeconds(20)).tokens(60, 60);
            assertEnters(late);
            pass(Duration.ofSeconds(20));

            leave(late, 0);

            assertRefused(Limit.TOKENS, call("b").tokens(50, 60));
        }
    }

    @Nested
    @DisplayName("requests in a minute")
    class Requests {

        @Test
        @DisplayName("may all come at once, and do not come back when the calls leave")
        void atOnce() {
            take("a", 3, 3);

            assertRefused(Limit.REQUESTS, call("d").requestsPerMinute(3));
        }

        @Test
        @DisplayName("tell honestly how long to wait for the next")
        void honest() {
            take("a", 3, 3);

            Duration wait = assertRefused(Limit.REQUESTS, call("b").requestsPerMinute(3));
            assertThat(wait).isBetween(Duration.ofSeconds(20).minus(SLACK), Duration.ofSeconds(20));
            pass(wait.minus(SLACK));
            Duration rest = assertRefused(Limit.REQUESTS, call("b").requestsPerMinute(3));
            assertThat(rest).isLessThanOrEqualTo(SLACK);

            pass(rest);
            assertEnters(call("b").requestsPerMinute(3));
        }

        @Test
        @DisplayName("come back evenly")
        void evenly() {
            take("a", 3, 3);

            pass(Duration.ofSeconds(40));

            take("b", 2, 3);
            assertRefused(Limit.REQUESTS, call("c").requestsPerMinute(3));
        }

        @Test
        @DisplayName("never become more than a minute's worth")
        void neverMore() {
            take("a", 3, 3);

            pass(Duration.ofHours(1));

            take("b", 3, 3);
            assertRefused(Limit.REQUESTS, call("c").requestsPerMinute(3));
        }

        @Test
        @DisplayName("count the same call once, however often it enters")
        void entersOnce() {
            assertEnters(call("a").requestsPerMinute(2));
            assertEnters(call("a").requestsPerMinute(2));

            assertEnters(call("b").requestsPerMinute(2));
            assertRefused(Limit.REQUESTS, call("c").requestsPerMinute(2));
            assertEnters(call("a").requestsPerMinute(2));
        }

        @Test
        @DisplayName("are counted for each name by itself")
        void names() {
            take("a", 2, 2);

            assertEnters(call("b").of("another").requestsPerMinute(2));

            assertRefused(Limit.REQUESTS, call("c").requestsPerMinute(2));
        }

        @Test
        @DisplayName("are no more than the new rate where it was lowered")
        void lowered() {
            take("a", 1, 60);

            take("b", 2, 2);

            assertRefused(Limit.REQUESTS, call("c").requestsPerMinute(2));
        }

        @Test
        @DisplayName("are a minute's worth of the new rate a minute after it was raised")
        void raised() {
            take("a", 2, 2);

            pass(MINUTE);
            take("b", 1, 10);
            pass(MINUTE);

            take("c", 10, 10);
            assertRefused(Limit.REQUESTS, call("d").requestsPerMinute(10));
        }

        private void take(String id, int times, int perMinute) {
            for (int i = 0; i < times; i++) {
                assertPasses(call(id + i).requestsPerMinute(perMinute));
            }
        }
    }

    @Nested
    @DisplayName("tokens in a minute")
    class Tokens {

        @Test
        @DisplayName("are taken when the call enters, and tell honestly how long to wait")
        void honest() {
            assertEnters(call("a").tokens(40, 60));

            Duration wait = assertRefused(Limit.TOKENS, call("b").tokens(40, 60));
            assertThat(wait).isBetween(Duration.ofSeconds(20).minus(SLACK), Duration.ofSeconds(20));
            pass(wait.minus(SLACK));
            Duration rest = assertRefused(Limit.TOKENS, call("b").tokens(40, 60));

            pass(rest);
            assertEnters(call("b").tokens(40, 60));
        }

        @Test
        @DisplayName("that were not used come back when the call leaves")
        void giveBack() {
            assertEnters(call("a").tokens(60, 60));

            leave(call("a").tokens(60, 60), 10);

            assertRefused(Limit.TOKENS, call("b").tokens(60, 60));
            assertEnters(call("c").tokens(50, 60));
        }

        @Test
        @DisplayName("that were used beyond what was taken are a debt that the next call waits for")
        void debt() {
            assertEnters(call("a").tokens(10, 60));

            leave(call("a").tokens(10, 60), 120);

            Duration wait = assertRefused(Limit.TOKENS, call("b").tokens(1, 60));
            assertThat(wait).isBetween(Duration.ofSeconds(61).minus(SLACK), Duration.ofSeconds(61));
            pass(MINUTE.minus(SLACK));
            assertRefused(Limit.TOKENS, call("b").tokens(1, 60));
            pass(SLACK.plusSeconds(1));
            assertEnters(call("b").tokens(1, 60));
        }

        @Test
        @DisplayName("that are owed are still owed after minutes of rest")
        void longDebt() {
            assertEnters(call("a").tokens(60, 60));
            leave(call("a").tokens(60, 60), 660);

            pass(MINUTE.multipliedBy(9));

            Duration wait = assertRefused(Limit.TOKENS, call("b").tokens(60, 60));
            assertThat(wait).isBetween(MINUTE.multipliedBy(2).minus(SLACK), MINUTE.multipliedBy(2));
            pass(wait);
            assertEnters(call("b").tokens(60, 60));
        }

        @Test
        @DisplayName("come back once, however often the call leaves")
        void leavesOnce() {
            assertEnters(call("a").tokens(30, 60));
            assertEnters(call("b").tokens(30, 60));

            leave(call("a").tokens(30, 60), 0);
            leave(call("a").tokens(30, 60), 0);

            assertRefused(Limit.TOKENS, call("c").tokens(45, 60));
            assertEnters(call("c").tokens(30, 60));
        }

        @Test
        @DisplayName("do not come back for a call that never entered")
        void unknownLeave() {
            assertEnters(call("a").tokens(60, 60));

            leave(call("unknown").tokens(60, 60), 0);
            leave(call("unknown").tokens(0, 60), 600);

            assertRefused(Limit.TOKENS, call("b").tokens(30, 60));
            pass(Duration.ofSeconds(30));
            assertEnters(call("b").tokens(30, 60));
        }

        @Test
        @DisplayName("never become more than a minute's worth")
        void neverMore() {
            assertEnters(call("a").tokens(60, 60));
            pass(MINUTE);
            leave(call("a").tokens(60, 60), 0);

            assertEnters(call("b").tokens(60, 60));
            assertRefused(Limit.TOKENS, call("c").tokens(30, 60));
        }

        @Test
        @DisplayName("more than the bucket count as the whole bucket")
        void moreThanTheBucket() {
            assertEnters(call("a").tokens(1_000, 60));
            leave(call("a").tokens(1_000, 60), 60);

            Duration wait = assertRefused(Limit.TOKENS, call("b").tokens(1_000, 60));
            assertThat(wait).isBetween(MINUTE.minus(SLACK), MINUTE);

            pass(wait);
            assertEnters(call("b").tokens(1_000, 60));
            assertRefused(Limit.TOKENS, call("c").tokens(30, 60));
        }

        @Test
        @DisplayName("are taken once, however often the same call enters")
        void entersOnce() {
            assertEnters(call("a").tokens(30, 60));
            assertEnters(call("a").tokens(30, 60));

            assertEnters(call("b").tokens(30, 60));
            assertEnters(call("a").tokens(30, 60));
            assertRefused(Limit.TOKENS, call("c").tokens(30, 60));
        }

        @Test
        @DisplayName("are counted for each name by itself")
        void names() {
            assertEnters(call("a").tokens(60, 60));

            assertEnters(call("b").of("another").tokens(60, 60));

            assertRefused(Limit.TOKENS, call("c").tokens(30, 60));
        }

        @Test
        @DisplayName("may be billions")
        void large() {
            long much = 20_000_000_000L;
            assertPasses(call("a").tokens(much / 2, much));

            assertEnters(call("b").tokens(much / 4, much));
        }
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
