package io.modelrouter;

import io.modelrouter.event.ChatEvent;

/**
 * Events of a call, read by one thread. {@link #iterator()} may be used once; it throws a
 * {@link io.modelrouter.error.RouterException} where the stream failed. Closing before the end cancels the call.
 */
public interface ChatEventStream extends Iterable<ChatEvent>, AutoCloseable {

    @Override
    void close();
}
