package io.modelrouter.core.stream;

import io.modelrouter.ChatEventStream;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Events read by the thread that wants them: it waits in the source itself. One thread reads; {@link #close} may come from
 * any. After a close the iterator throws a {@link RouterException} with the code {@code CANCELLED}, never looks as if the
 * answer had ended there.
 */
public final class EventStreamIterator implements ChatEventStream {
    private final EventSource source;
    private final AtomicBoolean iterated = new AtomicBoolean();
    /** The source has returned null or thrown, or was cancelled. */
    private final AtomicBoolean over = new AtomicBoolean();

    private volatile boolean closed;

    public EventStreamIterator(EventSource source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    /**
     * @throws IllegalStateException the second time
     */
    @Override
    public Iterator<ChatEvent> iterator() {
        if (!iterated.compareAndSet(false, true)) {
            throw new IllegalStateException("the events of a call can be iterated once");
        }
        return new Events();
    }

    /** Cancels the call if its end was not reached. Idempotent. */
    @Override
    public void close() {
        closed = true;
        if (over.compareAndSet(false, true)) {
            source.cancel();
        }
    }

    private final class Events implements Iterator<ChatEvent> {
        private @Nullable ChatEvent next;
        private boolean ended;

        @Override
        public boolean hasNext() {
            if (next == null && !ended) {
                next = pull();
                ended = next == null;
            }
            return next != null;
        }

        @Override
        public ChatEvent next() {
            ChatEvent event = hasNext() ? next : null;
            if (event == null) {
                throw new NoSuchElementException("the answer has ended");
            }
            next = null;
            return event;
        }

        private @Nullable ChatEvent pull() {
            ChatEvent event = null;
            if (!over.get()) {
                try {
                    event = source.next();
                } catch (Throwable thrown) {
                    ended = true;
                    over.set(true);
                    throw thrown;
                }
                if (event == null && over.compareAndSet(false, true)) {
                    return null;
                }
            }
            if (closed) {
                throw RouterException.of(RouterErrorCode.CANCELLED, "the events were closed before their end")
                        .build();
            }
            return event;
        }
    }
}
