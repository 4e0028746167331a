package io.modelrouter.providers.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Connection;

/**
 * When each pooled connection was last given back. Written for every request, so it takes no lock that two connections
 * share. What the pool has long thrown away is forgotten when the map has grown.
 */
final class IdleTimes {
    private static final int SWEEP_OVER = 1_024;
    private static final long LONG_GONE = TimeUnit.MINUTES.toNanos(10);

    private final ConcurrentMap<Connection, Long> releasedAt = new ConcurrentHashMap<>();

    void released(Connection connection) {
        long now = System.nanoTime();
        if (releasedAt.put(connection, now) == null && releasedAt.size() > SWEEP_OVER) {
            releasedAt.values().removeIf(released -> now - released > LONG_GONE);
        }
    }

    /** How long a connection has rested, in nanoseconds; 0 for a new one. */
    long restOf(Connection connection) {
        Long released = releasedAt.get(connection);
        return released == null ? 0 : System.nanoTime() - released;
    }
}
