package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Limit;
import io.modelrouter.limit.LimitedCall;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The words in which the contract of a limiter is written. */
abstract class LimiterContractBase {
    static final Duration LEASE = Duration.ofMinutes(10);
    static final Duration MINUTE = Duration.ofMinutes(1);
    /** What a store may take for a few operations: its own clock goes on while a test runs. */
    static final Duration SLACK = Duration.ofSeconds(5);

    private ManualClock manualClock = new ManualClock();
    private @Nullable CallLimiter callLimiter;

    /**
     * A limiter that nobody has entered, whose time is this clock's, or its store's own moved on by
     * {@link ManualClock#elapsed()}. Called once for each test; it may be the same store, emptied.
     */
    protected abstract CallLimiter newLimiter(ManualClock clock);

    @BeforeEach
    void openTheGate() {
        manualClock = new ManualClock();
        callLimiter = newLimiter(manualClock);
    }

    final CallLimiter limiter() {
        if (callLimiter == null) {
            throw new IllegalStateException("newLimiter() gave nothing");
        }
        return callLimiter;
    }

    final void pass(Duration time) {
        manualClock.advance(time);
    }

    final void assertEnters(Calls calls) {
        assertThat(limiter().enter(calls.call)).as("enter %s", calls.call).isEqualTo(LimitDecision.ENTERED);
    }

    /** Insists that the call is refused for this limit, and gives the time to wait. */
    final Duration assertRefused(Limit limit, Calls calls) {
        LimitDecision.Refused refused = assertThat(limiter().enter(calls.call))
                .as("enter %s", calls.call)
                .asInstanceOf(InstanceOfAssertFactories.type(LimitDecision.Refused.class))
                .actual();
        assertThat(refused.limit()).isEqualTo(limit);
        assertThat(refused.retryAfter()).isPositive();
        return refused.retryAfter();
    }

    final void leave(Calls calls) {
        leave(calls, calls.call.tokens());
    }

    final void leave(Calls calls, long tokens) {
        limiter().leave(calls.call, tokens);
    }

    final void renew(Calls calls) {
        limiter().renew(calls.call);
    }

    /** It enters and leaves, so that it takes its request and its tokens and no place. */
    final void assertPasses(Calls calls) {
        assertEnters(calls);
        leave(calls);
    }

    /** A call that has no limits yet. */
    static Calls call(String id) {
        return new Calls(new LimitedCall(
                id, "caller", OptionalInt.empty(), OptionalLong.empty(), OptionalInt.empty(), 0, LEASE));
    }

    /** A call, and how it is changed. */
    static final class Calls {
        final LimitedCall call;

        private Calls(LimitedCall call) {
            this.call = call;
        }

        Calls of(String name) {
            return new Calls(new LimitedCall(
                    call.id(),
                    name,
                    call.requestsPerMinute(),
                    call.tokensPerMinute(),
                    call.inFlight(),
                    call.tokens(),
                    call.lease()));
        }

        Calls requestsPerMinute(int requests) {
            return new Calls(new LimitedCall(
                    call.id(),
                    call.name(),
                    OptionalInt.of(requests),
                    call.tokensPerMinute(),
                    call.inFlight(),
                    call.tokens(),
                    call.lease()));
        }

        Calls tokens(long tokens, long perMinute) {
            return new Calls(new LimitedCall(
                    call.id(),
                    call.name(),
                    call.requestsPerMinute(),
                    OptionalLong.of(perMinute),
                    call.inFlight(),
                    tokens,
                    call.lease()));
        }

        Calls inFlight(int places) {
            return new Calls(new LimitedCall(
                    call.id(),
                    call.name(),
                    call.requestsPerMinute(),
                    call.tokensPerMinute(),
                    OptionalInt.of(places),
                    call.tokens(),
                    call.lease()));
        }

        Calls lease(Duration lease) {
            return new Calls(new LimitedCall(
                    call.id(),
                    call.name(),
                    call.requestsPerMinute(),
                    call.tokensPerMinute(),
                    call.inFlight(),
                    call.tokens(),
                    lease));
        }
    }
}
