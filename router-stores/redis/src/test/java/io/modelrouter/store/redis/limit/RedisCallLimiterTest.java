package io.modelrouter.store.redis.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.CallLimiterContract;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The limits on Redis")
class RedisCallLimiterTest extends CallLimiterContract {
    private static @Nullable RedisStore store;

    @Override
    protected CallLimiter newLimiter(ManualClock clock) {
        return new RedisCallLimiter(newStore(), clock);
    }

    @Override
    protected int triesPerThread() {
        return 100;
    }

    @Nested
    @DisplayName("beyond the contract")
    class Beyond {

        @Test
        @DisplayName("go by the server's time, and two nodes share them")
        void shared() {
            RedisStore one = newStore();
            try (RedisStore other = RedisStore.of(TestRedis.shared().client(), one.settings())) {
                assertThat(new RedisCallLimiter(one).enter(call("a", 1))).isEqualTo(LimitDecision.ENTERED);
                assertThat(new RedisCallLimiter(other).enter(call("b", 1))).isInstanceOf(LimitDecision.Refused.class);
            }
        }

        @Test
        @DisplayName("have only keys that expire by themselves")
        void keysExpire() {
            RedisStore mine = newStore();
            RedisCallLimiter limiter = new RedisCallLimiter(mine);
            limiter.enter(call("a", 2));
            limiter.enter(call("b", 2));
            limiter.renew(call("a", 2));
            limiter.leave(call("a", 2), 700);

            try (StatefulRedisConnection<String, String> raw =
                    TestRedis.shared().client().connect()) {
                List<String> keys = raw.sync().keys(mine.settings().keyPrefix() + "*");
                assertThat(keys)
                        .hasSize(3)
                        .allSatisfy(key -> assertThat(raw.sync().pttl(key))
                                .as(key)
                                .isBetween(1_000L, Duration.ofMinutes(12).toMillis()));
            }
        }

        @Test
        @DisplayName("of 0 let nobody in and say so without an error")
        void zero() {
            RedisCallLimiter limiter = new RedisCallLimiter(newStore());

            assertThat(limiter.enter(new LimitedCall(
                            "a",
                            "name",
                            OptionalInt.of(0),
                            OptionalLong.empty(),
                            OptionalInt.empty(),
                            0,
                            Duration.ofMinutes(1))))
                    .isEqualTo(new LimitDecision.Refused(LimitDecision.Limit.REQUESTS, Duration.ofMinutes(1)));
            assertThat(limiter.enter(call("a", 0))).isInstanceOf(LimitDecision.Refused.class);
        }

        private LimitedCall call(String id, int inFlight) {
            return new LimitedCall(
                    id,
                    "name",
                    OptionalInt.of(100),
                    OptionalLong.of(1_000),
                    OptionalInt.of(inFlight),
                    500,
                    Duration.ofMinutes(10));
        }
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    private static RedisStore newStore() {
        RedisStore made = TestRedis.shared().store();
        store = made;
        return made;
    }
}
