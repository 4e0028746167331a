package io.modelrouter.starter.endpoint;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a request's response to its own call. Tomcat uses the parts of a request again as soon as it is completed, also while
 * a thread of ours is still inside a write that fails: the container's thread hears of the failure before that write has
 * returned. What the write does on its way out would then end somebody else's answer, cleanly and in its middle. So the
 * container, when it gives a request up, waits here until the thread that writes is out of the response, and nobody enters it
 * again. Seen with Tomcat 11.0.22; Servlet 6.1, section 2.3.3.4, leaves response objects to one thread at a time.
 */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
    /** How long the container waits for a write under way; its own time for a write that blocks is 20 s by default. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Held by who writes the response or completes the request. */
    private final ReentrantLock response = new ReentrantLock();

    private volatile boolean givenUp;

    /** Whether the response is not ours any more. */
    boolean givenUp() {
        return givenUp;
    }

    /** The response's body, that fails with an {@link IOException} once the container has given the request up. */
    OutputStream guard(OutputStream body) {
        return new Guarded(body);
    }

    /** Lets nobody begin to write any more. Does not wait. */
    void close() {
        givenUp = true;
    }

    /** By the thread that writes; does nothing once the container has given the request up. */
    void complete(AsyncContext async, String callId) {
        response.lock();
        try {
            if (!givenUp) {
                end(async, callId);
            }
        } finally {
            response.unlock();
        }
    }

    /**
     * By the container, as it tells that it gives the request up: it wants the completion here, whoever came before, or it
     * sends the request to an error page. Nobody writes the response or completes it after that.
     */
    void giveUp(AsyncContext async, String callId) {
        givenUp = true;
        boolean alone = false;
        try {
            alone = response.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!alone) {
                LOG.warn("Call {}: a write to a client that is gone has not returned after {}", callId, PATIENCE);
            }
            end(async, callId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(async, callId);
        } finally {
            if (alone) {
                response.unlock();
            }
        }
    }

    private static void end(AsyncContext async, String callId) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("Call {}: the container does not let the request be completed here", callId, e);
        }
    }

    private final class Guarded extends OutputStream {
        private final OutputStream body;

        Guarded(OutputStream body) {
            this.body = body;
        }

        @Override
        public void write(int b) throws IOException {
            enter();
            try {
                body.write(b);
            } finally {
                response.unlock();
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            enter();
            try {
                body.write(bytes, offset, length);
            } finally {
                response.unlock();
            }
        }

        @Override
        public void flush() throws IOException {
            enter();
            try {
                body.flush();
            } finally {
                response.unlock();
            }
        }

        private void enter() throws IOException {
            response.lock();
            if (givenUp) {
                response.unlock();
                throw new IOException("the container has given the request up");
            }
        }
    }
}
