package io.modelrouter.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelHealth;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The health of a channel")
class HealthTrackerTest {
    private static final Channel ONE = Channel.builder("one", "t").models("*").build();
    private static final Channel KEYS = Channel.builder("keys", "t")
            .models("*")
            .apiKeys(List.of(Secret.of("sk-a"), Secret.of("sk-b")))
            .build();

    private final ManualClock time = new ManualClock();
    private final HealthTracker health =
            new HealthTracker(HealthSettings.DEFAULT, clock(time), () -> () -> Long.MIN_VALUE);

    private static Clock clock(InstantSource source) {
        return source instanceof Clock clock ? clock : source.withZone(ZoneOffset.UTC);
    }

    private HealthTracker.Permit permit() {
        return Objects.requireNonNull(health.tryAcquire(ONE, "m", 0), "it rests");
    }

    private boolean rests() {
        HealthTracker.Permit permit = health.tryAcquire(ONE, "m", 0);
        if (permit != null) {
            permit.abandoned();
        }
        return permit == null;
    }

    private void fail(FailureKind kind) {
        permit().failed(kind, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTION", "CREDENTIAL"})
    @Tag("R3.1")
    void isGoneForFiveMinutesAtTheFirstHardFailure(FailureKind kind) {
        fail(kind);

        assertThat(rests()).isTrue();
        assertThat(health.left(ONE, "m")).isEqualTo(Duration.ofSeconds(300));
        assertThat(health.tryAcquire(ONE, "another model", 0)).isNull();
        time.advance(Duration.ofSeconds(299));
        assertThat(rests()).isTrue();
        time.advance(Duration.ofSeconds(2));
        assertThat(rests()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "OVERLOADED", "TIMEOUT", "TRUNCATED", "RATE_LIMITED", "UNKNOWN_MODEL", "RESET"})
    @Tag("R3.1")
    void isGoneAtTheThirdSoftFailureInARow(FailureKind kind) {
        fail(kind);
        fail(kind);
        assertThat(rests()).isFalse();
        fail(kind);

        assertThat(rests()).isTrue();
    }

    @Test
    @Tag("R3.1")
    void concernsOneModelWhereTheConnectionWasGood() {
        IntStream.range(0, 3).forEach(i -> fail(FailureKind.TRANSIENT));

        assertThat(rests()).isTrue();
        assertThat(health.tryAcquire(ONE, "another model", 0)).isNotNull();
    }

    @Test
    @Tag("R3.1")
    void doesNotCountSoftFailuresThatASuccessParts() {
        for (int i = 0; i < 10; i++) {
            fail(FailureKind.TRANSIENT);
            fail(FailureKind.TRANSIENT);
            permit().succeeded();
        }

        assertThat(rests()).isFalse();
    }

    @Test
    @Tag("R3.1")
    void countsAStreamThatIsCutAfterItsFirstContent() {
        for (int i = 0; i < 3; i++) {
            HealthTracker.Permit permit = permit();
            permit.committed();
            permit.failed(FailureKind.TRUNCATED, null);
        }

        assertThat(rests()).isTrue();
    }

    @Test
    @Tag("R3.1")
    void doesNotCountSoftFailuresThatLieFarApart() {
        for (int i = 0; i < 10; i++) {
            fail(FailureKind.TRANSIENT);
            time.advance(Duration.ofSeconds(61));
        }

        assertThat(rests()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CALLER", "ENDED"})
    @Tag("R3.1")
    void isNotTouchedByWhatIsTheCallers(FailureKind kind) {
        IntStream.range(0, 20).forEach(i -> fail(kind));

        assertThat(rests()).isFalse();
        assertThat(health.all()).isEmpty();
    }

    @Test
    @Tag("R3.1")
    void restsAsLongAsTheUpstreamSaysWhereItIsARateLimit() {
        permit().failed(FailureKind.RATE_LIMITED, Duration.ofSeconds(7));

        assertThat(health.left(ONE, "m")).isEqualTo(Duration.ofSeconds(7));
        time.advance(Duration.ofSeconds(8));
        assertThat(rests()).isFalse();
    }

    @Test
    @Tag("R3.1")
    void isNeverGoneWhereTheChannelsCooldownIsZero() {
        Channel never = Channel.builder("never", "t")
                .models("*")
                .cooldown(Duration.ZERO)
                .build();
        IntStream.range(0, 5)
                .forEach(i ->
                        Objects.requireNonNull(health.tryAcquire(never, "m", 0)).failed(FailureKind.CREDENTIAL, null));

        assertThat(health.tryAcquire(never, "m", 0)).isNotNull();
    }

    @Test
    @Tag("R3.2")
    void keepsTheLatestDeadlineNeverAShorterOne() {
        HealthTracker.Permit early = permit();
        HealthTracker.Permit late = permit();
        early.failed(FailureKind.CONNECTION, null);
        time.advance(Duration.ofSeconds(10));
        late.failed(FailureKind.CONNECTION, null);
        assertThat(health.left(ONE, "m")).isEqualTo(Duration.ofSeconds(300));

        Channel brief = Channel.builder("one", "t")
                .models("*")
                .cooldown(Duration.ofSeconds(1))
                .build();
        HealthTracker.Permit shorter =
                new HealthTracker(HealthSettings.DEFAULT, clock(time), () -> () -> 0L).tryAcquire(brief, "m", 0);
        assertThat(shorter).isNotNull();
        early.failed(FailureKind.RATE_LIMITED, Duration.ofSeconds(1));
        assertThat(health.left(ONE, "m")).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    @Tag("R3.2")
    void isNotRestoredByASuccessThatBeganBeforeItFailed() {
        HealthTracker.Permit slow = permit();
        time.advance(Duration.ofSeconds(1));
        fail(FailureKind.CONNECTION);
        slow.committed();
        slow.succeeded();

        assertThat(rests()).isTrue();
    }

    @Test
    @Tag("R3.3")
    void isTriedByOneCallAtATimeAfterItsRest() {
        fail(FailureKind.CONNECTION);
        time.advance(Duration.ofSeconds(301));

        HealthTracker.Permit probe = permit();
        assertThat(rests()).isTrue();
        probe.committed();
        assertThat(rests()).isFalse();
    }

    @Test
    @Tag("R3.3")
    void letsAnotherCallTryWhereTheProbeNeverCameBack() {
        fail(FailureKind.CONNECTION);
        time.advance(Duration.ofSeconds(301));
        permit();
        assertThat(rests()).isTrue();
        time.advance(Duration.ofSeconds(121));

        assertThat(rests()).isFalse();
    }

    @Test
    @Tag("R3.3")
    void givesTheProbeBackWhereItToldNothing() {
        fail(FailureKind.CONNECTION);
        time.advance(Duration.ofSeconds(301));
        permit().abandoned();

        assertThat(rests()).isFalse();
    }

    @Test
    @Tag("R3.3")
    void restsTwiceAsLongAfterAProbeThatFailedButNeverOverAnHour() {
        fail(FailureKind.CONNECTION);
        Duration last = Duration.ofSeconds(300);
        for (int i = 0; i < 8; i++) {
            time.advance(last.plusSeconds(1));
            fail(FailureKind.CONNECTION);
            Duration left = health.left(ONE, "m");
            assertThat(left)
                    .isBetween(
                            Duration.ofMillis(Math.min((long) (last.toMillis() * 1.8), 3_240_000)),
                            Duration.ofMillis(Math.min((long) (last.toMillis() * 2.2), 3_600_000)));
            last = left;
        }
        assertThat(last).isLessThanOrEqualTo(Duration.ofHours(1)).isGreaterThan(Duration.ofMinutes(53));
    }

    @Test
    @Tag("R3.4")
    void canBeTriedBeforeItsTimeOnlyWhereItRestsSoftly() {
        IntStream.range(0, 3).forEach(i -> fail(FailureKind.TRANSIENT));
        assertThat(health.mayProbeEarly(ONE, "m")).isTrue();
        HealthTracker.Permit probe = health.tryProbeEarly(ONE, "m", 0);
        assertThat(probe).isNotNull();
        assertThat(health.tryProbeEarly(ONE, "m", 0)).as("one at a time").isNull();

        Channel hard = Channel.builder("hard", "t").models("*").build();
        Objects.requireNonNull(health.tryAcquire(hard, "m", 0)).failed(FailureKind.CREDENTIAL, null);
        assertThat(health.mayProbeEarly(hard, "m")).isFalse();
        assertThat(health.tryProbeEarly(hard, "m", 0)).isNull();
    }

    @Test
    @Tag("R2.2")
    void restsAKeyAndNotTheChannelWhereThereAreSeveral() {
        HealthTracker.Permit first = Objects.requireNonNull(health.tryAcquire(KEYS, "m", 0));
        assertThat(first.key()).isZero();
        first.failed(FailureKind.CREDENTIAL, null);

        HealthTracker.Permit second = Objects.requireNonNull(health.tryAcquire(KEYS, "m", 0));
        assertThat(second.key()).isEqualTo(1);
        assertThat(health.left(KEYS, "m")).isZero();
        second.failed(FailureKind.CREDENTIAL, null);

        assertThat(health.tryAcquire(KEYS, "m", 0)).isNull();
        assertThat(health.left(KEYS, "m")).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    @Tag("R3.5")
    void canBeReadWithItsCauseAndTheTimeLeftAndCleared() {
        fail(FailureKind.CREDENTIAL);
        time.advance(Duration.ofSeconds(100));

        assertThat(health.all())
                .containsExactly(new ChannelHealth(
                        "one",
                        null,
                        null,
                        ChannelHealth.State.COOLING,
                        FailureKind.CREDENTIAL,
                        Duration.ofSeconds(200),
                        1));
        assertThat(health.clear("one")).isEqualTo(1);
        assertThat(rests()).isFalse();
        assertThat(health.clear("one")).isZero();
    }

    @Test
    @Tag("R3.5")
    void isBounded() {
        HealthTracker small = new HealthTracker(
                new HealthSettings(
                        Duration.ofSeconds(300),
                        3,
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        0.1,
                        Duration.ofSeconds(60),
                        100),
                clock(time),
                () -> () -> 0L);
        for (int i = 0; i < 1000; i++) {
            Objects.requireNonNull(small.tryAcquire(ONE, "m" + i, 0)).failed(FailureKind.TRANSIENT, null);
        }

        assertThat(small.all()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    @Tag("R3.3")
    void canBeProbedAgainAtOnceWhereAProbeSaidNothingAndTheClockNeverStoodStill() {
        HealthTracker ticking =
                new HealthTracker(HealthSettings.DEFAULT, new TickingClock(), () -> () -> Long.MIN_VALUE);
        Objects.requireNonNull(ticking.tryAcquire(ONE, "m", 0)).failed(FailureKind.RATE_LIMITED, Duration.ofNanos(1));

        for (int i = 0; i < 3; i++) {
            Objects.requireNonNull(ticking.tryAcquire(ONE, "m", 0), "the probe before kept its place")
                    .abandoned();
        }
    }

    @Test
    @Tag("R3.3")
    void canBeProbedAgainAtOnceWhereAnotherOfItsScopesRefusedTheProbe() {
        HealthTracker ticking =
                new HealthTracker(HealthSettings.DEFAULT, new TickingClock(), () -> () -> Long.MIN_VALUE);
        HealthTracker.Permit ofModel = Objects.requireNonNull(ticking.tryAcquire(ONE, "m", 0));
        ofModel.failed(FailureKind.RATE_LIMITED, Duration.ofHours(1));
        Channel brief = ONE.toBuilder().cooldown(Duration.ofNanos(1)).build();
        Objects.requireNonNull(ticking.tryAcquire(brief, "another model", 0)).failed(FailureKind.CONNECTION, null);

        assertThat(ticking.tryAcquire(ONE, "m", 0)).as("while the model rests").isNull();
        assertThat(ticking.tryAcquire(ONE, "another model", 0)).isNotNull();
    }

    /** As a real one: no two looks see the same time. */
    private static final class TickingClock extends Clock {
        private Instant now = ManualClock.START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            now = now.plusNanos(1_000);
            return now;
        }
    }
}
