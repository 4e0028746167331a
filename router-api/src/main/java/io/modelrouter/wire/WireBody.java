package io.modelrouter.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The bytes of a request body as a list of slices, so that replacing one value of a document copies nothing else.
 * Immutable; may be written any number of times, from any thread.
 */
public final class WireBody {
    private final List<Slice> slices;
    private final long length;

    private record Slice(byte[] bytes, int start, int end) {}

    private WireBody(List<Slice> slices) {
        this.slices = slices;
        long sum = 0;
        for (Slice slice : slices) {
            sum += slice.end - slice.start;
        }
        this.length = sum;
    }

    /** A body over the whole array, which must not be changed afterwards. */
    public static WireBody of(byte[] bytes) {
        return new WireBody(List.of(new Slice(bytes, 0, bytes.length)));
    }

    /** Starts a body that is put together from slices, in order. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of bytes; what {@code Content-Length} says. */
    public long length() {
        return length;
    }

    public void writeTo(OutputStream out) throws IOException {
        for (Slice slice : slices) {
            out.write(slice.bytes, slice.start, slice.end - slice.start);
        }
    }

    /** A copy in one piece. */
    public byte[] toBytes() {
        byte[] all = new byte[Math.toIntExact(length)];
        int at = 0;
        for (Slice slice : slices) {
            System.arraycopy(slice.bytes, slice.start, all, at, slice.end - slice.start);
            at += slice.end - slice.start;
        }
        return all;
    }

    @Override
    public String toString() {
        return "WireBody[" + length + " bytes]";
    }

    /** Collects slices. Not thread-safe. */
    public static final class Builder {
        private final List<Slice> slices = new ArrayList<>(5);

        private Builder() {}

        /** Adds {@code bytes[start, end)} without copying. */
        public Builder add(byte[] bytes, int start, int end) {
            Objects.checkFromToIndex(start, end, bytes.length);
            if (start < end) {
                slices.add(new Slice(bytes, start, end));
            }
            return this;
        }

        public Builder add(byte[] bytes) {
            return add(bytes, 0, bytes.length);
        }

        public WireBody build() {
            return new WireBody(List.copyOf(slices));
        }
    }
}
