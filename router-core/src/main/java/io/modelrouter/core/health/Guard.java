package io.modelrouter.core.health;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.modelrouter.channel.ChannelHealth;
import io.modelrouter.error.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one scope, with what Resilience4j's does not tell: until when it is open and why. Every method is
 * one step under this object's lock, which is held for no I/O.
 */
final class Guard {
    private static final IllegalStateException FAILURE = new IllegalStateException("an attempt failed");

    private final Scope scope;
    private final HealthSettings settings;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private Instant until = Instant.MIN;
    private Instant openedAt = Instant.MIN;
    private Instant lastFailure = Instant.MIN;
    /** Whose attempt the probe is that is under way. */
    private @Nullable Object probe;

    private @Nullable Instant probeBegan;
    private Duration lastRest = Duration.ZERO;
    private boolean hard;
    private int inARow;
    private @Nullable FailureKind cause;

    Guard(Scope scope, HealthSettings settings, Clock clock) {
        this.scope = scope;
        this.settings = settings;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                "channel",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(settings.softThreshold())
                        .minimumNumberOfCalls(settings.softThreshold())
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(clock)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    Scope scope() {
        return scope;
    }

    /**
     * Whether an attempt may be made now; then its end must be told.
     *
     * @param owner whose attempt it is, by which its end is known to be a probe's: times are no use for that, because an
     *     attempt may be kept waiting between a look at the clock and this
     */
    synchronized boolean tryAcquire(Object owner) {
        Instant now = clock.instant();
        Instant began = probeBegan;
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN
                && began != null
                && !now.isBefore(began.plus(settings.probeLease()))) {
            breaker.releasePermission();
            noProbe();
        }
        boolean acquired = breaker.tryAcquirePermission();
        if (acquired && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
            probe = owner;
            probeBegan = now;
        }
        return acquired;
    }

    /** Lets one attempt through although the rest is not over, if it is a soft one and nobody else is at it (R3.4). */
    synchronized boolean tryProbeEarly(Object owner) {
        if (breaker.getState() == CircuitBreaker.State.OPEN && !hard) {
            breaker.transitionToHalfOpenState();
        }
        return tryAcquire(owner);
    }

    /** The attempt says nothing of the channel's health. */
    synchronized void release(Object owner) {
        if (probe == owner) {
            noProbe();
            breaker.releasePermission();
        }
    }

    /** A probe need not end to have told enough. */
    synchronized void committed(Object owner, Instant began) {
        if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
            succeeded(owner, began);
        }
    }

    /** A success that began before the rest does not end it (R3.2). */
    synchronized void succeeded(Object owner, Instant began) {
        if (probe != owner && began.isBefore(openedAt)) {
            return;
        }
        noProbe();
        inARow = 0;
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            lastRest = Duration.ZERO;
            cause = null;
            hard = false;
        }
    }

    /**
     * @param hard whether one failure is enough
     * @param told how long the upstream said to wait, or null
     * @param usual how long the channel rests else
     */
    synchronized void failed(
            FailureKind kind, boolean hard, @Nullable Duration told, Duration usual, RandomGenerator random) {
        Instant now = clock.instant();
        boolean probing = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
        if (isOlderThanWindow(now)) {
            inARow = 0;
            if (breaker.getState() == CircuitBreaker.State.CLOSED) {
                breaker.reset();
            }
        }
        lastFailure = now;
        inARow++;
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
        }
        boolean opens = hard || told != null || probing || breaker.getState() != CircuitBreaker.State.CLOSED;
        if (opens) {
            rest(now, told != null ? told : probing ? doubled(usual, random) : usual, hard, kind);
        }
    }

    /** Ends any rest at once. */
    synchronized void clear() {
        breaker.reset();
        until = Instant.MIN;
        openedAt = clock.instant();
        noProbe();
        lastRest = Duration.ZERO;
        inARow = 0;
        hard = false;
        cause = null;
    }

    /** How long it rests yet; zero if it does not, or a probe is due. */
    synchronized Duration left() {
        if (breaker.getState() != CircuitBreaker.State.OPEN) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized boolean isHard() {
        return hard;
    }

    synchronized ChannelHealth health() {
        ChannelHealth.State state;
        switch (breaker.getState()) {
            case OPEN:
                state = ChannelHealth.State.COOLING;
                break;
            case HALF_OPEN:
                state = ChannelHealth.State.PROBING;
                break;
            default:
                state = ChannelHealth.State.OK;
        }
        return new ChannelHealth(scope.channel(), scope.model(), scope.key(), state, cause, left(), inARow);
    }

    /** Several failures keep the latest deadline, never a shorter one (R3.2). */
    private void rest(Instant now, Duration rest, boolean hard, FailureKind kind) {
        Instant end = now.plus(rest);
        if (breaker.getState() == CircuitBreaker.State.OPEN && end.isBefore(until)) {
            return;
        }
        if (rest.isZero()) {
            return;
        }
        until = end;
        openedAt = now;
        noProbe();
        lastRest = rest;
        this.hard = hard;
        cause = kind;
        breaker.transitionToOpenStateFor(rest);
    }

    private Duration doubled(Duration usual, RandomGenerator random) {
        Duration last = lastRest.isZero() ? usual : lastRest;
        long millis = Math.min(last.toMillis() * 2, settings.longest().toMillis());
        double factor = 1 + settings.jitter() * (random.nextDouble() * 2 - 1);
        return Duration.ofMillis(
                Math.min((long) (millis * factor), settings.longest().toMillis()));
    }

    private void noProbe() {
        probe = null;
        probeBegan = null;
    }

    private boolean isOlderThanWindow(Instant now) {
        return now.isAfter(lastFailure.plus(settings.softWindow()));
    }
}
