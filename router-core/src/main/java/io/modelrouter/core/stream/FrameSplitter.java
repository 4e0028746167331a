package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a stream into frames, whatever the reads look like. The bytes are kept until their frame is complete,
 * so that whole frames can be handed on as they came: the raw ranges of everything taken, one after the other, and the
 * {@link #pending} tail are exactly the bytes that were written.
 *
 * <p>Use: put what was read at {@link #buffer()}[{@link #writePosition()}] (after {@link #ensureWritable}), say
 * {@link #advance}, then call {@link #next} until it is null, then {@link #takeSkippable} if the bytes between frames are
 * to go on at once. At the end of the body call {@link #last}. Frames and ranges stay valid until the next
 * {@code ensureWritable}, which may move or replace the buffer. Not thread-safe.
 */
public interface FrameSplitter {

    /**
     * Makes room for at least this many more bytes, best as many as one read may bring; forgets what was taken. A buffer
     * that one huge frame has made large becomes small again here.
     */
    void ensureWritable(int bytes);

    /** Never write to it but behind {@link #writePosition()}; another array after each {@link #ensureWritable}. */
    byte[] buffer();

    int writePosition();

    /** How many bytes can be written at {@link #writePosition()}. */
    int writable();

    /** So many bytes were written. */
    void advance(int bytes);

    /**
     * Takes the next complete frame, or gives null if more bytes are needed. Comments, blank lines and events without data
     * are no frames; if they were not taken before, their bytes count to the raw range of the frame that follows. Bytes
     * that were looked at once are not looked at again when more have come.
     *
     * @throws FrameTooLargeException if one frame, with what lies before it, is over the limit; then again at every call
     */
    @Nullable
    WireFrame next();

    /**
     * Takes the bytes that are whole, belong to no frame and need not wait for one, such as keep-alive comments; asked
     * after {@link #next} gave null. {@link #rawStart} and {@link #rawEnd} then cover them. They end where a line ends
     * (for a JSON array: where something else could be put), and never inside an event.
     *
     * @return whether there were any
     */
    boolean takeSkippable();

    /**
     * The body has ended, and {@link #next} gave null: takes the pending frame if it is complete but for its blank line,
     * which is when its data is one whole JSON value or {@code [DONE]} (R4.6), else gives null. A bare number is not taken,
     * because it may have been cut.
     */
    @Nullable
    WireFrame last();

    /** First byte in {@link #buffer()} that belongs to what was taken last, white space and comments before it included. */
    int rawStart();

    /** Behind the last byte of what was taken last, its blank line included. */
    int rawEnd();

    /**
     * Bytes that were written and not taken so far, such as a cut frame or the bracket that closes a JSON array. They are
     * the last ones before {@link #writePosition()}.
     */
    int pending();
}
