package io.modelrouter.core.limit;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;

/** A bucket that holds a minute's worth and fills evenly; it may be in debt. Used by one thread at a time. */
final class TokenBucket {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** More than one in a nanosecond cannot be counted, and nobody can use it. */
    private static final long MOST = MINUTE.toNanos();
    /** More than two years of the highest rate: no sum of such debts overflows. */
    private static final long MOST_DEBT = MOST * 1_000_000L / 64;

    private final LocalBucket bucket;
    private long perMinute;

    TokenBucket(long perMinute, TimeMeter time) {
        this.perMinute = Math.min(perMinute, MOST);
        this.bucket = new LocalBucketBuilder()
                .addLimit(limit -> limit.capacity(this.perMinute).refillGreedy(this.perMinute, MINUTE))
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    /** What a call takes that wants so much: the whole bucket if it is more than that. */
    long share(long tokens) {
        return Math.min(Math.max(0, tokens), perMinute);
    }

    /** From now on it has this size; what is in it stays, as far as it fits. */
    void resize(long newPerMinute) {
        long size = Math.min(newPerMinute, MOST);
        if (size != perMinute) {
            perMinute = size;
            bucket.replaceConfiguration(
                    BucketConfiguration.builder()
                            .addLimit(limit -> limit.capacity(size).refillGreedy(size, MINUTE))
                            .build(),
                    TokensInheritanceStrategy.AS_IS);
        }
    }

    /** Nanoseconds until so much can be taken; 0 for now. */
    long nanosUntil(long tokens) {
        if (tokens == 0) {
            return bucket.getAvailableTokens() >= 0
                    ? 0
                    : bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        }
        return bucket.estimateAbilityToConsume(tokens).getNanosToWaitForRefill();
    }

    /** Takes so much, even where there is less. */
    void take(long tokens) {
        if (tokens > 0) {
            bucket.consumeIgnoringRateLimits(Math.min(tokens, MOST_DEBT));
        }
    }

    /** Gives so much back; it never holds more than its size. */
    void giveBack(long tokens) {
        if (tokens > 0) {
            bucket.addTokens(tokens);
        }
    }

    /** Nanoseconds until it is full, and so worth forgetting. */
    long nanosUntilFull() {
        return nanosUntil(perMinute);
    }
}
