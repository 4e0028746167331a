package io.modelrouter.core.limit;

import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R5.2")
@DisplayName("The limiter of one node answers many threads as if they had come one after the other")
class LocalCallLimiterLinearizabilityTest {

    @Test
    @DisplayName("under all limits together")
    void allLimits() {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(Limiter.class);
    }

    /** One caller with two places, five requests and a hundred tokens, in a time that stands still. */
    @Param(name = "call", gen = IntGen.class, conf = "1:4")
    @Param(name = "tokens", gen = IntGen.class, conf = "0:60")
    public static class Limiter {
        private final LocalCallLimiter limiter = new LocalCallLimiter(() -> 0);

        @Operation
        public LimitDecision enter(@Param(name = "call") int call, @Param(name = "tokens") int tokens) {
            return limiter.enter(limited(call, tokens));
        }

        @Operation
        public void renew(@Param(name = "call") int call) {
            limiter.renew(limited(call, 0));
        }

        @Operation
        public void leave(@Param(name = "call") int call, @Param(name = "tokens") int used) {
            limiter.leave(limited(call, 0), used);
        }

        private static LimitedCall limited(int call, int tokens) {
            return new LimitedCall(
                    "call" + call,
                    "caller",
                    OptionalInt.of(5),
                    OptionalLong.of(100),
                    OptionalInt.of(2),
                    tokens,
                    Duration.ofMinutes(10));
        }
    }
}
