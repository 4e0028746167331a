package io.modelrouter.providers.http;

import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Connection;

/** When each pooled connection was last given back. */
final class IdleTimes {
    private final Map<Connection, Long> releasedAt = new WeakHashMap<>();

    synchronized void released(Connection connection) {
        releasedAt.put(connection, System.nanoTime());
    }

    /** How long a connection has rested, in nanoseconds; 0 for a new one. */
    synchronized long restOf(Connection connection) {
        Long released = releasedAt.get(connection);
        return released == null ? 0 : System.nanoTime() - released;
    }
}
