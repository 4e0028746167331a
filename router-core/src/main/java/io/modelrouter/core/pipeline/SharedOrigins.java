package io.modelrouter.core.pipeline;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes who made an answer, and asks them. That of a background run is told before its caller has the id, since
 * it will ask for it; the others are told beside the answer, so that no answer waits for a store, at most {@value #MOST_WAITING}
 * at a time. A store that fails costs nothing but that other nodes do not know. Thread-safe.
 */
final class SharedOrigins {
    private static final Logger LOG = LoggerFactory.getLogger(SharedOrigins.class);
    private static final int MOST_WAITING = 1_000;

    private final ResponseOrigins origins;
    private final Duration keep;
    private final Executor executor;
    private final Semaphore room = new Semaphore(MOST_WAITING);

    SharedOrigins(ResponseOrigins origins, Duration keep, Executor executor) {
        this.origins = origins;
        this.keep = keep;
        this.executor = executor;
    }

    /**
     * @param atOnce whether to wait for the store
     */
    void put(String caller, String responseId, ResponseOrigin origin, boolean atOnce) {
        if (origins == ResponseOrigins.NONE) {
            return;
        }
        if (atOnce) {
            quietly("tell", () -> origins.put(caller, responseId, origin, keep));
            return;
        }
        if (!room.tryAcquire()) {
            LOG.warn("Too many answers wait to be told other nodes; they will not know who made {}", responseId);
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    quietly("tell", () -> origins.put(caller, responseId, origin, keep));
                } finally {
                    room.release();
                }
            });
        } catch (RejectedExecutionException e) {
            room.release();
            LOG.warn("The executor is full; other nodes will not know who made {}", responseId);
        }
    }

    Optional<ResponseOrigin> find(String caller, String responseId) {
        try {
            return origins.find(caller, responseId);
        } catch (RuntimeException e) {
            LOG.warn("Other nodes cannot be asked who made an answer", e);
            return Optional.empty();
        }
    }

    void forget(String caller, String responseId) {
        quietly("forget", () -> origins.forget(caller, responseId));
    }

    private static void quietly(String what, Runnable operation) {
        try {
            operation.run();
        } catch (RuntimeException e) {
            LOG.warn("The store of origins failed to {} who made an answer", what, e);
        }
    }
}
