package io.modelrouter.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.testkit.CallLimiterContract;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limiter of one node")
class LocalCallLimiterTest extends CallLimiterContract {
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();

    @Override
    protected CallLimiter newLimiter(ManualClock clock) {
        return new LocalCallLimiter(clock.nanoTime());
    }

    @Override
    protected int triesPerThread() {
        return 5_000;
    }

    @Test
    void waitsToTheNanosecondForTheNextRequest() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        limiter.enter(requests("a", 1));

        LimitDecision.Refused refused = (LimitDecision.Refused) limiter.enter(requests("b", 1));

        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        clock.advance(refused.retryAfter().minusNanos(1));
        assertThat(limiter.enter(requests("b", 1))).isNotEqualTo(LimitDecision.ENTERED);
        clock.advance(Duration.ofNanos(1));
        assertThat(limiter.enter(requests("b", 1))).isEqualTo(LimitDecision.ENTERED);
    }

    @Test
    void asksToWaitForAPlaceNoLongerThanUntilTheFirstLeaseEnds() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        limiter.enter(place("a", "caller"));
        clock.advance(HOUR.minusMillis(300));

        LimitDecision refused = limiter.enter(place("b", "caller"));

        assertThat(refused).isEqualTo(new LimitDecision.Refused(LimitDecision.Limit.IN_FLIGHT, Duration.ofMillis(300)));
    }

    @Test
    void forgetsACallerWhenItsCallsHaveLeftAndItsBucketsAreFull() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        LimitedCall call = requests("a", 60);
        limiter.enter(call);
        limiter.leave(call, 0);
        assertThat(limiter.size()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(2));

        assertThat(limiter.size()).isZero();
    }

    @Test
    void forgetsACallerWithoutBucketsSoonAfterItsLastCallLeft() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        limiter.enter(place("a", "caller"));

        limiter.leave(place("a", "caller"), 0);
        clock.advance(Duration.ofSeconds(2));

        assertThat(limiter.size()).isZero();
    }

    @Test
    void remembersCallsThatAreRenewedHoweverLongTheyLast() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        limiter.enter(place("a", "caller"));
        for (int i = 0; i < 50; i++) {
            clock.advance(HOUR.minusSeconds(1));
            limiter.renew(place("a", "caller"));
            limiter.size();
        }

        assertThat(limiter.enter(place("b", "caller"))).isNotEqualTo(LimitDecision.ENTERED);
    }

    @Test
    void remembersSoManyIdleCallersAndNeverForgetsOneWithCallsInFlight() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime(), 10);
        for (int i = 0; i < 100; i++) {
            limiter.enter(place("busy" + i, "busy" + i));
        }
        for (int i = 0; i < 1_000; i++) {
            LimitedCall call = new LimitedCall(
                    "c" + i, "idle" + i, OptionalInt.of(1), OptionalLong.empty(), OptionalInt.empty(), 0, HOUR);
            limiter.enter(call);
            limiter.leave(call, 0);
        }

        assertThat(limiter.size()).isEqualTo(110);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.enter(place("second" + i, "busy" + i))).isNotEqualTo(LimitDecision.ENTERED);
        }
    }

    @Test
    void takesAnyNumberForARateOrAUse() {
        LocalCallLimiter limiter = new LocalCallLimiter(clock.nanoTime());
        LimitedCall call = new LimitedCall(
                "a",
                "caller",
                OptionalInt.of(Integer.MAX_VALUE),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalInt.of(Integer.MAX_VALUE),
                Long.MAX_VALUE,
                HOUR);
        for (int i = 0; i < 100; i++) {
            limiter.enter(call);
            limiter.leave(call, Long.MAX_VALUE);
            clock.advance(Duration.ofDays(1));
        }

        assertThat(limiter.enter(call)).isInstanceOf(LimitDecision.Refused.class);
    }

    private static LimitedCall requests(String id, int perMinute) {
        return new LimitedCall(
                id, "caller", OptionalInt.of(perMinute), OptionalLong.empty(), OptionalInt.empty(), 0, HOUR);
    }

    private static LimitedCall place(String id, String name) {
        return new LimitedCall(id, name, OptionalInt.empty(), OptionalLong.empty(), OptionalInt.of(1), 0, HOUR);
    }
}
