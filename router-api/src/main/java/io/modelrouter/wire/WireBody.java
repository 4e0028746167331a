package io.modelrouter.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request body as a list of slices, so that replacing one value of a document copies nothing else.
 * Immutable; may be written any number of times, from any thread. One over a {@link Source} is as its source is.
 */
public final class WireBody {
    private static final String JSON = "application/json";

    private final List<Slice> slices;
    private final long length;
    private final String contentType;
    private final @Nullable Source source;

    /** Bytes that are not in memory, such as an upload that is still under way. */
    @FunctionalInterface
    public interface Source {
        /** Writes all of them from the first on, each time it is called; by one thread at a time. */
        void writeTo(OutputStream out) throws IOException;
    }

    private record Slice(byte[] bytes, int start, int end) {}

    private WireBody(List<Slice> slices) {
        this.slices = slices;
        long sum = 0;
        for (Slice slice : slices) {
            sum += slice.end - slice.start;
        }
        this.length = sum;
        this.contentType = JSON;
        this.source = null;
    }

    private WireBody(Source source, long length, String contentType) {
        this.slices = List.of();
        this.length = length;
        this.contentType = contentType;
        this.source = source;
    }

    /**
     * A body that its source writes.
     *
     * @param length number of bytes, or -1 where nobody knows yet
     * @param contentType what {@code Content-Type} says
     */
    public static WireBody of(Source source, long length, String contentType) {
        return new WireBody(source, length, contentType);
    }

    /** A body over the whole array, which must not be changed afterwards. */
    public static WireBody of(byte[] bytes) {
        return new WireBody(List.of(new Slice(bytes, 0, bytes.length)));
    }

    /** Starts a body that is put together from slices, in order. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of bytes; what {@code Content-Length} says. -1 where nobody knows yet, which only a source's body may have. */
    public long length() {
        return length;
    }

    /** What {@code Content-Type} says; JSON unless the body says otherwise. */
    public String contentType() {
        return contentType;
    }

    public void writeTo(OutputStream out) throws IOException {
        if (source != null) {
            source.writeTo(out);
            return;
        }
        for (Slice slice : slices) {
            out.write(slice.bytes, slice.start, slice.end - slice.start);
        }
    }

    /** A copy in one piece. */
    public byte[] toBytes() {
        if (source != null) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                source.writeTo(all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return all.toByteArray();
        }
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
