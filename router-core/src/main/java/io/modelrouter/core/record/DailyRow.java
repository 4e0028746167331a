package io.modelrouter.core.record;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.LatencyScale;
import java.time.Duration;

/** Sums of calls. Not thread-safe. */
final class DailyRow {
    private final int[] latencies = new int[LatencyScale.BUCKETS];
    private long calls;
    private long failures;
    private long prompt;
    private long cached;
    private long cacheWrite;
    private long completion;
    private long reasoning;
    private long cost;
    private long micros;

    /**
     * Counts a call, or takes it back.
     *
     * @param sign 1 or -1
     */
    void add(CallRecord record, int sign) {
        calls += sign;
        failures += record.succeeded() ? 0 : sign;
        prompt += sign * record.usage().prompt();
        cached += sign * record.usage().cacheRead();
        cacheWrite += sign * record.usage().cacheWrite();
        completion += sign * record.usage().output();
        reasoning += sign * record.usage().reasoning();
        cost += sign * record.costNanos().orElse(0);
        micros += sign * (record.elapsed().toNanos() / 1_000);
        latencies[LatencyScale.bucket(record.elapsed())] += sign;
    }

    void add(DailyRow other) {
        calls += other.calls;
        failures += other.failures;
        prompt += other.prompt;
        cached += other.cached;
        cacheWrite += other.cacheWrite;
        completion += other.completion;
        reasoning += other.reasoning;
        cost += other.cost;
        micros += other.micros;
        for (int i = 0; i < latencies.length; i++) {
            latencies[i] += other.latencies[i];
        }
    }

    boolean isEmpty() {
        return calls == 0;
    }

    /** Told under the names of this key; fields that are null in it were not told apart. */
    DailyUsage toUsage(DailyKey key) {
        return new DailyUsage(
                key.date(),
                key.account(),
                key.token(),
                key.channel(),
                key.model(),
                calls,
                failures,
                prompt,
                cached,
                cacheWrite,
                completion,
                reasoning,
                cost,
                latency());
    }

    private DailyUsage.Latency latency() {
        long[] counts = new long[latencies.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = latencies[i];
        }
        Duration mean = Duration.ofNanos(Math.multiplyExact(micros / calls, 1_000L));
        return new DailyUsage.Latency(
                mean,
                LatencyScale.percentile(counts, 0.5),
                LatencyScale.percentile(counts, 0.95),
                LatencyScale.percentile(counts, 0.99));
    }
}
