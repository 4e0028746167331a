package io.modelrouter.core.pipeline;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Looks after streams that are being written: gives silent ones a heartbeat, because a server learns only by writing that
 * its client is gone (R4.5), and gives up those whose client does not read (R4.3). Thread-safe.
 */
final class StreamWatch {
    private final Set<Watched> streams = ConcurrentHashMap.newKeySet();
    private final Executor executor;
    private final LongSupplier nanos;
    private final long heartbeat;
    private final long stalled;

    /** A stream that is being written. */
    interface Watched {

        /** Whether nothing is being written and nothing was since then. */
        boolean isSilentSince(long nanos);

        /** Whether one write has been waiting for the client since then. */
        boolean isBlockedSince(long nanos);

        /** Writes a heartbeat unless something else is being written. May block. */
        void heartbeat();

        /** Gives the client up. */
        void abandon();
    }

    StreamWatch(Executor executor, LongSupplier nanos, Duration heartbeat, Duration stalled) {
        this.executor = executor;
        this.nanos = nanos;
        this.heartbeat = heartbeat.toNanos();
        this.stalled = stalled.toNanos();
    }

    long nanos() {
        return nanos.getAsLong();
    }

    void add(Watched stream) {
        streams.add(stream);
    }

    void remove(Watched stream) {
        streams.remove(stream);
    }

    /** One look at all streams; called about once a second. */
    void tick() {
        long now = nanos();
        for (Watched stream : streams) {
            if (stream.isBlockedSince(now - stalled)) {
                stream.abandon();
            } else if (stream.isSilentSince(now - heartbeat)) {
                try {
                    executor.execute(stream::heartbeat);
                } catch (RejectedExecutionException e) {
                    // the next look tries again
                    return;
                }
            }
        }
    }
}
