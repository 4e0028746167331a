package io.modelrouter.core.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts calls in flight by key and refuses the one that is over the limit. Keys without calls are forgotten. Thread-safe. */
public final class InFlightLimit {
    private final int limit;
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** The right to one call. Closing it again has no effect. */
    @FunctionalInterface
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param limit calls at the same time for each key, at least 1
     */
    public InFlightLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("an in-flight limit must be at least 1");
        }
        this.limit = limit;
    }

    /** A permit, or nothing if the key has all it may have. Never waits. */
    public Optional<Permit> tryAcquire(String key) {
        boolean[] granted = new boolean[1];
        counts.compute(key, (name, count) -> {
            int now = count == null ? 0 : count;
            granted[0] = now < limit;
            return granted[0] ? Integer.valueOf(now + 1) : count;
        });
        if (!granted[0]) {
            return Optional.empty();
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (open.compareAndSet(true, false)) {
                counts.computeIfPresent(key, (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
            }
        });
    }

    public int limit() {
        return limit;
    }

    /** Calls in flight for a key now. */
    public int count(String key) {
        return counts.getOrDefault(key, 0);
    }
}
