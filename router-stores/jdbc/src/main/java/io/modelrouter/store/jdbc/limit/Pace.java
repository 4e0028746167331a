package io.modelrouter.store.jdbc.limit;

import java.math.BigInteger;

/** How fast a bucket fills, and so how long things in it last. */
final class Pace {
    /** A whole bucket, in nanoseconds of filling. */
    static final long MINUTE = 60_000_000_000L;

    /** The deepest debt; what is beyond it is forgiven, so that no sum overflows. */
    static final long MOST = 365L * 24 * 60 * MINUTE;

    private static final long EXACT = Long.MAX_VALUE / MINUTE;

    private Pace() {}

    /**
     * How long a bucket takes to fill by so much, in nanoseconds, rounded down: the limit itself always has room in it.
     *
     * @param amount 0 or more
     * @param perMinute above 0
     */
    static long nanos(long amount, long perMinute) {
        if (amount <= EXACT) {
            return Math.min(MOST, amount * MINUTE / perMinute);
        }
        return scaled(MINUTE, amount, perMinute);
    }

    /**
     * When a bucket is full that has as much in it as before, but another rate. It never holds more than the new rate.
     *
     * @param fullAt when it would have been full at the old rate
     * @return when it is full now, not before {@code now}
     */
    static long convert(long fullAt, long now, long oldRate, long newRate) {
        long filled = MINUTE - Math.max(0, fullAt - now);
        long atNewRate = filled < 0 ? -scaled(-filled, oldRate, newRate) : scaled(filled, oldRate, newRate);
        return now + Math.max(0, MINUTE - atNewRate);
    }

    private static long scaled(long nanos, long by, long of) {
        BigInteger exact =
                BigInteger.valueOf(nanos).multiply(BigInteger.valueOf(by)).divide(BigInteger.valueOf(of));
        return exact.min(BigInteger.valueOf(MOST)).longValueExact();
    }
}
