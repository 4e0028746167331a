package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Turns the events of one answer into a stream of the client's dialect. A state machine: whatever legal event sequence goes
 * in ({@link io.modelrouter.event.EventGrammar}), what comes out is legal for the vendor's own SDK, even if it stops
 * anywhere. Not thread-safe.
 */
public interface StreamWriter {

    /** Takes the next event and appends the whole frames that follow from it: none, or several. */
    void write(ChatEvent event, ByteArrayOutputStream out);

    /**
     * Ends a stream that has begun with an honest error in this dialect (R4.2): open blocks are closed where the dialect
     * has them, and nothing that means success is written.
     */
    byte[] error(RouterException failure, String requestId);

    /** Bytes that keep a silent stream alive and mean nothing; legal between any two writes. */
    byte[] heartbeat();

    /** The value of {@code Content-Type}. */
    String contentType();

    /** The whole answer as a later request may refer to it (a Responses object); empty where the dialect has no such thing. */
    default Optional<RawJson> whole() {
        return Optional.empty();
    }
}
