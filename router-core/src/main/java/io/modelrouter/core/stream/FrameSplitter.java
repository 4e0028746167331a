package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a stream into frames, whatever the reads look like. The bytes are kept until their frame is complete,
 * so that whole frames can be handed on as they came.
 *
 * <p>Use: put what was read at {@link #buffer()}[{@link #writePosition()}] (after {@link #ensureWritable}), say
 * {@link #advance}, then call {@link #next} until it is null. Frames stay valid until the next {@code ensureWritable}.
 * Not thread-safe.
 */
public interface FrameSplitter {

    /** Makes room for at least this many more bytes; forgets frames that were taken. */
    void ensureWritable(int bytes);

    byte[] buffer();

    int writePosition();

    /** How many bytes can be written at {@link #writePosition()}. */
    int writable();

    /** So many bytes were written. */
    void advance(int bytes);

    /**
     * The next complete frame, or null if more bytes are needed. Comments and empty events are no frames, but their bytes
     * count to the raw range of the frame that follows.
     *
     * @throws FrameTooLargeException if one frame is over the limit
     */
    @Nullable
    WireFrame next();

    /**
     * The body has ended: the pending frame if it is complete but for its blank line (its data is whole JSON or
     * {@code [DONE]}, R4.6), else null. {@link #rawStart} and {@link #rawEnd} then cover it.
     */
    @Nullable
    WireFrame last();

    /** First byte in {@link #buffer()} that belongs to the last frame taken, white space and comments before it included. */
    int rawStart();

    /** Behind the last byte of the last frame taken, its blank line included. */
    int rawEnd();

    /** Bytes that were written and belong to no frame taken so far, such as a cut frame or a trailing comment. */
    int pending();
}
