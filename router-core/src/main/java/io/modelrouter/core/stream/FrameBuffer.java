package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream between the read and the frame. Subclasses count positions from the first pending byte, so that
 * moving the bytes changes nothing for them.
 */
abstract class FrameBuffer implements FrameSplitter {
    static final int DEFAULT_LIMIT = 32 * 1024 * 1024;

    private static final int SMALL = 4 * 1024;
    /** A buffer is given up when it is so many times larger than what it has to hold. */
    private static final int SHRINK_AT = 4;

    private final int limit;
    private byte[] buffer = new byte[SMALL];
    /** First byte not taken. */
    private int start;

    private int end;
    private int rawStart;
    private int rawEnd;
    private boolean tooLarge;

    FrameBuffer(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("the limit of a frame must be positive");
        }
        this.limit = limit;
    }

    /** Looks at the bytes not seen so far; takes a frame with {@link #take} or returns null. */
    abstract @Nullable WireFrame scan();

    /** The frame that is pending at the end of the body, taken, or null. */
    abstract @Nullable WireFrame scanLast();

    /** Number of leading pending bytes that can be taken without a frame. */
    abstract int skippable();

    /** So many leading pending bytes are gone; positions must be counted anew. */
    abstract void dropped(int bytes);

    @Override
    public final @Nullable WireFrame next() {
        if (tooLarge) {
            throw new FrameTooLargeException(limit);
        }
        WireFrame frame = scan();
        if (frame == null) {
            checkLength(end - start);
        }
        return frame;
    }

    @Override
    public final @Nullable WireFrame last() {
        return tooLarge ? null : scanLast();
    }

    @Override
    public final boolean takeSkippable() {
        int bytes = skippable();
        if (bytes == 0 || tooLarge) {
            return false;
        }
        take(bytes);
        return true;
    }

    /** Takes the first pending bytes as the raw range of something. */
    final void take(int bytes) {
        rawStart = start;
        start += bytes;
        rawEnd = start;
        dropped(bytes);
    }

    final void checkLength(int bytes) {
        if (bytes > limit) {
            tooLarge = true;
            throw new FrameTooLargeException(limit);
        }
    }

    @Override
    public final void ensureWritable(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative");
        }
        int pending = end - start;
        int needed = Math.max(SMALL, Math.addExact(pending, bytes));
        if (buffer.length / SHRINK_AT > needed) {
            moveTo(new byte[needed]);
        } else if (start > 0 && buffer.length - end < Math.max(bytes, buffer.length / 2)) {
            // Half the buffer or more was used up by frames taken: moving the rest is cheap and keeps reads long.
            moveTo(buffer);
        }
        if (buffer.length - end < bytes) {
            long doubled = Math.min(buffer.length * 2L, Math.max(needed, limit));
            moveTo(new byte[(int) Math.max(doubled, needed)]);
        }
    }

    private void moveTo(byte[] target) {
        System.arraycopy(buffer, start, target, 0, end - start);
        buffer = target;
        end -= start;
        start = 0;
        rawStart = 0;
        rawEnd = 0;
    }

    @Override
    public final void advance(int bytes) {
        if (bytes < 0 || bytes > buffer.length - end) {
            throw new IllegalArgumentException("more bytes than there was room for");
        }
        end += bytes;
    }

    /** First pending byte. */
    final int start() {
        return start;
    }

    @Override
    public final byte[] buffer() {
        return buffer;
    }

    @Override
    public final int writePosition() {
        return end;
    }

    @Override
    public final int writable() {
        return buffer.length - end;
    }

    @Override
    public final int rawStart() {
        return rawStart;
    }

    @Override
    public final int rawEnd() {
        return rawEnd;
    }

    @Override
    public final int pending() {
        return end - start;
    }

    /** The array with at least this many bytes more behind those in use. */
    static byte[] withRoom(byte[] array, int used, int more) {
        long needed = (long) used + more;
        if (needed <= array.length) {
            return array;
        }
        return Arrays.copyOf(
                array, Math.toIntExact(Math.max(needed, Math.min(array.length * 2L, Integer.MAX_VALUE - 8))));
    }
}
