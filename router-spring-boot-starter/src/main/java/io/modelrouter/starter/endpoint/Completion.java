package io.modelrouter.starter.endpoint;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one completion of an asynchronous request, for which the thread that writes and the container's own may come at the same
 * time. Tomcat uses the parts of a request again as soon as its error has been told to the listeners, and a completion that
 * comes later would end somebody else's request, cleanly and in the middle of its answer. So who comes second waits until the
 * first is through: while the container tells the error, it waits with it.
 */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final ReentrantLock lock = new ReentrantLock();
    private boolean done;

    /** By the thread that writes; does nothing once the container has given the request up. */
    void complete(AsyncContext async, String callId) {
        lock.lock();
        try {
            if (!done) {
                end(async, callId);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * By the container, as it tells that it gives the request up: it wants the completion here, whoever came before, or it
     * sends the request to an error page. Nobody may complete it after that.
     */
    void giveUp(AsyncContext async, String callId) {
        lock.lock();
        try {
            done = true;
            end(async, callId);
        } finally {
            lock.unlock();
        }
    }

    private static void end(AsyncContext async, String callId) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("Call {}: the container does not let the request be completed here", callId, e);
        }
    }
}
