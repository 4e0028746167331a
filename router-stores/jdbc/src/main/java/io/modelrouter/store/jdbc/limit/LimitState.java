package io.modelrouter.store.jdbc.limit;

import io.modelrouter.limit.LimitDecision.Limit;
import io.modelrouter.limit.LimitDecision.Refused;
import io.modelrouter.limit.LimitedCall;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a name's limits are at. Times are nanoseconds by the database's clock.
 *
 * @param firstExpiry when the first lease ends, or ended; null where there is none
 * @param leasedUntil when the lease of the call at hand ends; null where it is not in
 */
record LimitState(
        int inFlight,
        long requestsRate,
        long requestsFullAt,
        long tokensRate,
        long tokensFullAt,
        long now,
        @Nullable Long firstExpiry,
        @Nullable Long leasedUntil) {
    /** A place may come back at any moment; asking more often than this helps nobody. */
    private static final long PLACE = 1_000_000_000L;

    private static final long SHORTEST = 1_000_000L;

    static LimitState read(ResultSet row) throws SQLException {
        return new LimitState(
                row.getInt(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                optional(row, 7),
                optional(row, 8));
    }

    private static @Nullable Long optional(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Whether the call is in. */
    boolean isIn() {
        return leasedUntil != null && leasedUntil > now;
    }

    /** Whether places are taken by leases that have ended. */
    boolean hasDead() {
        return firstExpiry != null && firstExpiry <= now;
    }

    /** Whether the buckets fill at the rates of this call. */
    boolean hasRatesOf(LimitedCall call) {
        return (call.requestsPerMinute().isEmpty() || call.requestsPerMinute().getAsInt() == requestsRate)
                && (call.tokensPerMinute().isEmpty() || call.tokensPerMinute().getAsLong() == tokensRate);
    }

    /** The same with the rates of this call and without so many places. */
    LimitState adjusted(LimitedCall call, int places) {
        long requests = call.requestsPerMinute().orElse(Math.toIntExact(requestsRate));
        long tokens = call.tokensPerMinute().orElse(tokensRate);
        return new LimitState(
                inFlight - places,
                requests,
                converted(requestsFullAt, requestsRate, requests),
                tokens,
                converted(tokensFullAt, tokensRate, tokens),
                now,
                firstExpiry,
                leasedUntil);
    }

    /** A bucket that had no rate before is full. */
    private long converted(long fullAt, long oldRate, long newRate) {
        return oldRate == newRate || oldRate == 0 ? fullAt : Pace.convert(fullAt, now, oldRate, newRate);
    }

    /** The first limit without room for the call; null where there is room. */
    @Nullable
    Refused refusal(LimitedCall call) {
        if (call.inFlight().isPresent() && inFlight >= call.inFlight().getAsInt()) {
            long end = firstExpiry == null ? Long.MAX_VALUE : firstExpiry - now;
            return refused(Limit.IN_FLIGHT, Math.min(PLACE, end));
        }
        long requests = missing(requestsFullAt, Taken.of(call).requests());
        if (call.requestsPerMinute().isPresent() && requests > 0) {
            return refused(Limit.REQUESTS, requests);
        }
        long tokens = missing(tokensFullAt, Taken.of(call).tokens());
        if (call.tokensPerMinute().isPresent() && tokens > 0) {
            return refused(Limit.TOKENS, tokens);
        }
        return null;
    }

    private long missing(long fullAt, long taken) {
        return Math.max(fullAt, now) + taken - (now + Pace.MINUTE);
    }

    private static Refused refused(Limit limit, long nanos) {
        return new Refused(limit, Duration.ofNanos(Math.max(SHORTEST, nanos)));
    }
}
