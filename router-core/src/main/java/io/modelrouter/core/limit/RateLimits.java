package io.modelrouter.core.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often something may happen in a minute, by name: a bucket that holds a minute's worth and fills evenly, so that who
 * was idle may use its minute at once and who is busy gets its share as it comes.
 *
 * <p>A bucket is full, and so forgotten without loss, after two minutes of rest; at most 100,000 are kept, the latest. Safe
 * from any thread.
 */
public final class RateLimits {
    private static final int MAX_BUCKETS = 100_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int perMinute;
    private final MonotonicTime time;
    private final Cache<String, Bucket> buckets;

    /**
     * @param perMinute of each name, at least 1
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    public RateLimits(int perMinute, LongSupplier nanoTime) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("a rate limit must be at least 1 a minute, not " + perMinute);
        }
        this.perMinute = perMinute;
        this.time = new MonotonicTime(Objects.requireNonNull(nanoTime, "nanoTime"));
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_BUCKETS)
                .expireAfterAccess(MINUTE.multipliedBy(2))
                .ticker(time::currentTimeNanos)
                .executor(Runnable::run)
                .build();
    }

    /** Takes one, if there is one; whether there was. Never waits. */
    public boolean tryConsume(String name) {
        return buckets.get(name, this::newBucket).tryConsume(1);
    }

    /** How long until there is one, if nobody else comes first; empty where there is one. Takes nothing. */
    public Optional<Duration> retryAfter(String name) {
        Bucket bucket = buckets.getIfPresent(name);
        if (bucket == null) {
            return Optional.empty();
        }
        long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    private Bucket newBucket(String name) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }
}
