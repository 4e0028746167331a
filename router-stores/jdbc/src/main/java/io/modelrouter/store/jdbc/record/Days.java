package io.modelrouter.store.jdbc.record;

import java.time.Instant;
import java.time.ZoneId;

/** Days as text, such as {@code 2026-03-10}, which sorts as days do. */
final class Days {
    private Days() {}

    static String of(Instant time, ZoneId zone) {
        return text(Fit.nanos(time), zone);
    }

    /** The day of the last instant before this one. */
    static String before(Instant time, ZoneId zone) {
        long nanos = Fit.nanos(time);
        return text(nanos == Long.MIN_VALUE ? nanos : nanos - 1, zone);
    }

    private static String text(long nanos, ZoneId zone) {
        return Fit.instant(nanos).atZone(zone).toLocalDate().toString();
    }
}
