package io.modelrouter.core.limit;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts calls in flight by key, such as a token's name, and refuses the one that is over the limit. There is no queue: who
 * finds no place is refused at once.
 *
 * <p>Counters are lock-free. Only keys with calls in flight take memory, so there are never more of them than calls. Safe
 * from any thread.
 */
public final class InFlightLimit {
    /** What stands in a counter that was taken out of the map and counts no more. */
    private static final int DEAD = -1;

    private final int limit;
    private final ConcurrentMap<String, AtomicInteger> counters = new ConcurrentHashMap<>();

    /** The right to one call. Closing it gives the place back, once, however often and by whom it is closed. */
    public final class Permit implements AutoCloseable {
        private final String key;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Permit(String key) {
            this.key = key;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave(key);
            }
        }
    }

    /**
     * @param limit calls at the same time for each key, at least 1
     */
    public InFlightLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("an in-flight limit must be at least 1, not " + limit);
        }
        this.limit = limit;
    }

    /** A permit, to be closed when the call has ended; or nothing if the key has all it may have. Never waits. */
    public Optional<Permit> tryAcquire(String key) {
        while (true) {
            AtomicInteger counter = counters.computeIfAbsent(key, name -> new AtomicInteger());
            int now = counter.get();
            if (now == DEAD) {
                counters.remove(key, counter);
            } else if (now >= limit) {
                return Optional.empty();
            } else if (counter.compareAndSet(now, now + 1)) {
                return Optional.of(new Permit(key));
            }
        }
    }

    public int limit() {
        return limit;
    }

    /** Calls in flight for a key now. */
    public int count(String key) {
        AtomicInteger counter = counters.get(key);
        return counter == null ? 0 : Math.max(0, counter.get());
    }

    /** Keys that have calls in flight now. */
    public int keys() {
        return counters.size();
    }

    /** While a permit is open its key's counter is above 0, and so in the map. */
    private void leave(String key) {
        AtomicInteger counter = Objects.requireNonNull(counters.get(key), "a permit without a counter");
        if (counter.decrementAndGet() == 0 && counter.compareAndSet(0, DEAD)) {
            counters.remove(key, counter);
        }
    }
}
