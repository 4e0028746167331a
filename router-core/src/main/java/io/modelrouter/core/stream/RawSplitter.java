package io.modelrouter.core.stream;

import io.modelrouter.wire.WireFrame;
import org.jspecify.annotations.Nullable;

/** For streams without frames, such as sound: whatever was read is a frame. A body that ends well ends with an empty one. */
public final class RawSplitter implements FrameSplitter {
    private static final int SIZE = 16 << 10;

    private byte[] buffer = new byte[SIZE];
    private int written;
    private int taken;
    private int start;
    private boolean any;

    @Override
    public void ensureWritable(int bytes) {
        written = 0;
        taken = 0;
        start = 0;
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int writePosition() {
        return written;
    }

    @Override
    public int writable() {
        return buffer.length - written;
    }

    @Override
    public void advance(int bytes) {
        written += bytes;
        any |= bytes > 0;
    }

    @Override
    public @Nullable WireFrame next() {
        if (taken == written) {
            return null;
        }
        start = taken;
        taken = written;
        return new WireFrame(null, buffer, start, taken);
    }

    @Override
    public boolean takeSkippable() {
        return false;
    }

    @Override
    public @Nullable WireFrame last() {
        start = taken;
        return any ? new WireFrame(null, buffer, taken, taken) : null;
    }

    @Override
    public int rawStart() {
        return start;
    }

    @Override
    public int rawEnd() {
        return taken;
    }

    @Override
    public int pending() {
        return written - taken;
    }
}
