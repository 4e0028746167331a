package io.modelrouter.core.limit;

import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/**
 * Time for buckets and leases, counted from its own start. Readings can so be compared with less-than, as buckets do; no
 * process lives long enough to overflow it.
 */
final class MonotonicTime implements TimeMeter {
    private final LongSupplier nanoTime;
    private final long start;

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    MonotonicTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    @Override
    public long currentTimeNanos() {
        return nanoTime.getAsLong() - start;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
