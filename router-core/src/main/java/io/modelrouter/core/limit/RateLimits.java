package io.modelrouter.core.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Requests in a minute, by token: a bucket that holds a minute's worth and fills evenly, so that an idle token may
 * use its minute at once and a busy one gets its share as it comes.
 *
 * <p>State is per router. A bucket is full, and so forgotten without loss, after two minutes of rest; at most 100,000 are
 * kept. A token whose rate is changed starts with a full bucket of the new size. Safe from any thread.
 */
public final class RateLimits {
    private static final int MAX_BUCKETS = 100_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TimeMeter time;
    private final Cache<Key, Bucket> buckets;

    private record Key(String name, int perMinute) {}

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    public RateLimits(LongSupplier nanoTime) {
        Objects.requireNonNull(nanoTime, "nanoTime");
        this.time = new Monotonic(nanoTime);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_BUCKETS)
                .expireAfterAccess(MINUTE.multipliedBy(2))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Takes one request. Empty if it may go on; else how long until one may, if nobody else comes first. A refused request
     * takes nothing. Never waits.
     *
     * @param name of the token
     * @param perMinute at least 1
     */
    public Optional<Duration> tryConsume(String name, int perMinute) {
        ConsumptionProbe probe =
                buckets.get(new Key(name, perMinute), this::newBucket).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket newBucket(Key key) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(key.perMinute).refillGreedy(key.perMinute, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }

    /**
     * The buckets' clock. They compare its readings with less-than, so it counts from its own start, which no process
     * lives long enough to overflow.
     */
    private static final class Monotonic implements TimeMeter {
        private final LongSupplier nanoTime;
        private final long start;

        Monotonic(LongSupplier nanoTime) {
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
}
