package io.modelrouter.core.limit;

import io.modelrouter.core.Linearizability;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Many threads are answered as if they had come one after the other by")
class LimitsLinearizabilityTest {

    @Test
    @DisplayName("the limit of calls in flight")
    void inFlight() {
        Linearizability.modelCheck(InFlight.class);
    }

    @Test
    @DisplayName("the limit of requests in a minute")
    void rates() {
        Linearizability.stress(Rates.class);
    }

    /** Two keys with two calls each. A thread closes only what it opened, which it alone knows. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class InFlight {
        private final InFlightLimit limit = new InFlightLimit(2);
        private final List<Deque<InFlightLimit.Permit>> permits = new ArrayList<>();

        public InFlight() {
            for (int i = 0; i < 10; i++) {
                permits.add(new ArrayDeque<>());
            }
        }

        @Operation
        public boolean enter(@Param(name = "key") int key, @Param(name = "thread") int thread) {
            Optional<InFlightLimit.Permit> permit = limit.tryAcquire("key" + key);
            permit.ifPresent(permits.get(thread)::add);
            return permit.isPresent();
        }

        @Operation
        public boolean leave(@Param(name = "thread") int thread) {
            InFlightLimit.Permit permit = permits.get(thread).poll();
            if (permit == null) {
                return false;
            }
            permit.close();
            return true;
        }

        @Operation
        public int count(@Param(name = "key") int key) {
            return limit.count("key" + key);
        }
    }

    /** Two tokens with two requests each, in a time that stands still. */
    @Param(name = "token", gen = IntGen.class, conf = "1:2")
    public static class Rates {
        private final RateLimits limits = new RateLimits(() -> 0);

        @Operation
        public Optional<Duration> tryConsume(@Param(name = "token") int token) {
            return limits.tryConsume("token" + token, 2);
        }
    }
}
