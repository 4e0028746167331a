package io.modelrouter.core.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Keeps callers to their limits on this node alone. Requests and tokens are buckets that hold a minute's worth and fill
 * evenly, so that an idle caller may use its minute at once and a busy one gets its share as it comes. A rate that was
 * changed counts from the next call; what is in the bucket stays, as far as it fits.
 *
 * <p>A caller takes memory only while it has calls in flight or its buckets are not full. At most 100,000 callers without
 * calls in flight are remembered; beyond that, those that were not seen for long start again with full buckets. Callers do
 * not wait for one another. Safe from any thread.
 */
public final class LocalCallLimiter implements CallLimiter {
    static final int MAX_IDLE_CALLERS = 100_000;

    private final MonotonicTime time;
    private final Cache<String, CallerLimits> callers;
    /** The same, for changes that are atomic for each caller. */
    private final ConcurrentMap<String, CallerLimits> byName;

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    public LocalCallLimiter(LongSupplier nanoTime) {
        this(nanoTime, MAX_IDLE_CALLERS);
    }

    LocalCallLimiter(LongSupplier nanoTime, int maxIdleCallers) {
        this.time = new MonotonicTime(Objects.requireNonNull(nanoTime, "nanoTime"));
        this.callers = Caffeine.newBuilder()
                .maximumWeight(maxIdleCallers)
                // what weighs nothing is never dropped to make room
                .weigher((String name, CallerLimits caller) -> caller.hasCalls() ? 0 : 1)
                .expireAfter(new UntilIdle())
                .ticker(time::currentTimeNanos)
                .executor(Runnable::run)
                .build();
        this.byName = callers.asMap();
    }

    @Override
    public LimitDecision enter(LimitedCall call) {
        LimitDecision[] decision = new LimitDecision[1];
        byName.compute(call.name(), (name, known) -> {
            CallerLimits caller = known == null ? new CallerLimits(time) : known;
            decision[0] = caller.enter(call);
            return caller;
        });
        return Objects.requireNonNull(decision[0]);
    }

    @Override
    public void renew(LimitedCall call) {
        byName.computeIfPresent(call.name(), (name, caller) -> {
            caller.renew(call);
            return caller;
        });
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        byName.computeIfPresent(call.name(), (name, caller) -> {
            caller.leave(call, tokens);
            return caller;
        });
    }

    /** Callers that are remembered now. */
    long size() {
        callers.cleanUp();
        return callers.estimatedSize();
    }

    /** A caller is forgotten when that changes nothing for it. */
    private static final class UntilIdle implements Expiry<String, CallerLimits> {
        @Override
        public long expireAfterCreate(String name, CallerLimits caller, long now) {
            return caller.nanosUntilIdle();
        }

        @Override
        public long expireAfterUpdate(String name, CallerLimits caller, long now, long remaining) {
            return caller.nanosUntilIdle();
        }

        @Override
        public long expireAfterRead(String name, CallerLimits caller, long now, long remaining) {
            return remaining;
        }
    }
}
