package io.modelrouter;

import io.modelrouter.provider.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A committed answer in the caller's own dialect. Write it out with {@link #writeTo} or close it; either ends the call.
 */
public interface WireAnswer extends AutoCloseable {

    /** HTTP status for the caller; 200 for every answer that is here. */
    int status();

    /** Headers for the caller, content type included, hop-by-hop ones excluded. */
    HttpHeaders headers();

    /** Whether the body is a stream, written and flushed piece by piece. */
    boolean streaming();

    /** Length of the body, or -1 for a stream. */
    long contentLength();

    /**
     * Writes the body and settles the call. A stream is flushed after each read from the upstream, and gets a heartbeat in
     * times of silence. A failure inside a stream is written in the caller's dialect and is not thrown.
     *
     * @throws IOException if {@code out} threw it: the client is gone, the upstream call was cancelled, the call settled
     */
    void writeTo(OutputStream out) throws IOException;

    /** Cancels what was not written. Idempotent. */
    @Override
    void close();
}
