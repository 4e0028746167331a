package io.modelrouter.observe;

import java.time.Duration;

/**
 * Buckets for latencies, so that the percentiles of many calls can be added up over days, nodes and groups: bucket 0 ends at
 * 1 ms, and each further one 10 % later, up to {@value #BUCKETS} of them, the last without an end.
 */
public final class LatencyScale {
    /** How many buckets there are; the last but one ends after more than three hours. */
    public static final int BUCKETS = 172;

    private static final double STEP = Math.log(1.1);

    private LatencyScale() {}

    /** The bucket of a latency. */
    public static int bucket(Duration latency) {
        double millis = latency.toNanos() / 1e6;
        if (millis <= 1) {
            return 0;
        }
        return (int) Math.min(BUCKETS - 1, Math.ceil(Math.log(millis) / STEP - 1e-9));
    }

    /** The upper end of a bucket. */
    public static Duration end(int bucket) {
        return Duration.ofNanos(Math.round(Math.exp(bucket * STEP) * 1e6));
    }

    /**
     * The upper end of the bucket that the given share of calls does not exceed.
     *
     * @param counts calls in each bucket
     * @param share above 0, at most 1
     */
    public static Duration percentile(long[] counts, double share) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        long rank = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return end(i);
            }
        }
        return Duration.ZERO;
    }
}
