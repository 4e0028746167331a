package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.limit.LimitDecision.Limit;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every limiter must do with requests and tokens in a minute; part of {@link CallLimiterContract}. */
abstract class LimiterRateContract extends LimiterPlaceContract {

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
}
