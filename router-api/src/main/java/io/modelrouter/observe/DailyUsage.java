package io.modelrouter.observe;

import io.modelrouter.quota.AccountId;
import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a day's calls came to. Fields that the sums were not told apart by are null.
 *
 * @param date in the zone of the history
 * @param account who paid
 * @param token whose calls
 * @param channel who served; empty for calls that no channel served
 * @param model as it was requested
 * @param calls all of them
 * @param failures those that failed
 * @param promptTokens the whole prompts, cached or not
 * @param cachedTokens the part of them that was read from a cache
 * @param cacheWriteTokens the part of them that was written to a cache
 * @param completionTokens everything the models wrote
 * @param reasoningTokens the part of it that is reasoning
 * @param cost nano-credits
 * @param latency from start to settlement
 */
public record DailyUsage(
        LocalDate date,
        @Nullable AccountId account,
        @Nullable String token,
        @Nullable String channel,
        @Nullable String model,
        long calls,
        long failures,
        long promptTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long completionTokens,
        long reasoningTokens,
        long cost,
        Latency latency) {

    /**
     * How long calls took. The mean is exact to the millisecond; the percentiles are upper ends of {@link LatencyScale}'s
     * buckets, at most 10 % above the truth.
     */
    public record Latency(Duration mean, Duration p50, Duration p95, Duration p99) {}
}
