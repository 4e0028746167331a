package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterException;

/**
 * The meter of a stream in a dialect that clients speak too: it knows where the stream stands, and so what may be said to the
 * client between two of the upstream's frames.
 */
public abstract class ClientStreamMeter extends StreamMeter {

    /**
     * The bytes that end a committed stream with this failure in the client's dialect (R4.2): an open block is closed
     * first where the dialect has blocks, nothing terminal is made up. Empty where the stream is not {@link #isFramed()}.
     */
    public abstract byte[] streamError(RouterException failure, String requestId);

    /**
     * Bytes that keep a silent stream alive and mean nothing: a comment, Claude's ping, white space for Gemini. Empty where
     * the stream is not {@link #isFramed()}.
     */
    public abstract byte[] heartbeat();
}
