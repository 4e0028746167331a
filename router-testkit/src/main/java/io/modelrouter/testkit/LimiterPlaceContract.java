package io.modelrouter.testkit;

import io.modelrouter.limit.LimitDecision.Limit;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every limiter must do with calls in flight and their leases; part of {@link CallLimiterContract}. */
abstract class LimiterPlaceContract extends LimiterContractBase {

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
}
