package io.modelrouter.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that stands still until a test moves it. It has the two kinds of time that code may ask for: the time of day
 * ({@link #instant()}) and the time that only goes forward ({@link #nanoTime()}). Safe from any thread.
 */
public final class ManualClock implements InstantSource {
    /** Where a new clock stands: 2026-01-01T00:00:00Z. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** As with {@link System#nanoTime()}, the first value means nothing and the count may pass {@link Long#MAX_VALUE}. */
    private static final long FIRST_NANOS = Long.MAX_VALUE - 60_000_000_000L;

    private final AtomicLong elapsed = new AtomicLong();
    private final AtomicLong jumped = new AtomicLong();

    /** The time of day. */
    @Override
    public Instant instant() {
        return START.plusNanos(elapsed.get()).plusNanos(jumped.get());
    }

    /** The count of nanoseconds that only goes forward; only differences mean anything, and it overflows on purpose. */
    public LongSupplier nanoTime() {
        return () -> FIRST_NANOS + elapsed.get();
    }

    /** Time passes: both kinds move forward. */
    public ManualClock advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back; jump() moves the time of day alone");
        }
        elapsed.addAndGet(duration.toNanos());
        return this;
    }

    /** The time of day is corrected, forward or back, as by an operator or NTP; no time passes. */
    public ManualClock jump(Duration duration) {
        jumped.addAndGet(duration.toNanos());
        return this;
    }

    /** How far the clock was advanced. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsed.get());
    }

    @Override
    public String toString() {
        return "ManualClock[" + instant() + "]";
    }
}
