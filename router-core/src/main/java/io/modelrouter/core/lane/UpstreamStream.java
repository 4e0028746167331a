package io.modelrouter.core.lane;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.FrameTooLargeException;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.WireFrame;
import java.io.IOException;

/**
 * The body of a streamed upstream answer, read piece by piece: each piece is cut into frames, metered, and handed to a
 * sink. One thread at a time.
 */
public final class UpstreamStream {
    private static final int READ_SIZE = 8 * 1024;
    private static final int LEAST_READ = 1024;

    private final ProviderResponse response;
    private final FrameSplitter splitter;
    private final StreamMeter meter;
    private final long maxBytes;
    private long bytes;
    private boolean ended;

    /** Takes frames as they come. The frame and the splitter's buffer are valid only inside the call. */
    public interface Sink {

        /** A piece was read; frames may follow. */
        default void beginPiece() {}

        void frame(WireFrame frame, StreamMeter.Role role) throws IOException;

        /** Bytes between frames, such as keep-alive comments, stand at the splitter's raw range and need not wait. */
        default void skippable() throws IOException {}

        /** All frames of the piece were handed over. */
        default void endPiece() throws IOException {}
    }

    public UpstreamStream(ProviderResponse response, FrameSplitter splitter, StreamMeter meter, long maxBytes) {
        this.response = response;
        this.splitter = splitter;
        this.meter = meter;
        this.maxBytes = maxBytes;
    }

    public StreamMeter meter() {
        return meter;
    }

    public FrameSplitter splitter() {
        return splitter;
    }

    /** Whether any byte came. */
    public boolean isEmpty() {
        return bytes == 0;
    }

    /**
     * Reads once, waiting for at least one byte, and hands on every frame that is complete now.
     *
     * @return false once the body has ended
     * @throws ProviderException if the upstream failed
     * @throws IOException if the sink threw it
     */
    public boolean pump(Sink sink) throws ProviderException, IOException {
        if (ended) {
            return false;
        }
        splitter.ensureWritable(LEAST_READ);
        int room = Math.min(splitter.writable(), READ_SIZE);
        int count = response.read(splitter.buffer(), splitter.writePosition(), room);
        sink.beginPiece();
        try {
            if (count < 0) {
                ended = true;
                WireFrame last = splitter.last();
                if (last != null) {
                    sink.frame(last, meter.accept(last));
                }
                return false;
            }
            bytes += count;
            if (bytes > maxBytes) {
                throw new ProviderException(
                        FailureKind.TRANSIENT, "the upstream's stream is over " + maxBytes + " bytes", null);
            }
            splitter.advance(count);
            WireFrame frame;
            while ((frame = splitter.next()) != null) {
                sink.frame(frame, meter.accept(frame));
            }
            if (splitter.takeSkippable()) {
                sink.skippable();
            }
            return true;
        } catch (FrameTooLargeException e) {
            throw new ProviderException(FailureKind.TRANSIENT, String.valueOf(e.getMessage()), e);
        } finally {
            sink.endPiece();
        }
    }
}
