package io.modelrouter.core.lane;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames of the channel's dialect become events, and these become frames of the client's. One write and one flush for each
 * piece that was read. Not thread-safe.
 */
public final class TranslatedStream implements ClientStream {
    private final StreamReader reader;
    private final StreamWriter writer;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(1024);
    private @Nullable Consumer<RawJson> whole;
    private OutputStream out;

    /**
     * @param whole takes the whole answer, where the dialect has such a thing, before its end is on its way to the client;
     *     null if nobody wants it
     */
    public TranslatedStream(
            StreamReader reader, StreamWriter writer, @Nullable Consumer<RawJson> whole, OutputStream out) {
        this.reader = reader;
        this.writer = writer;
        this.whole = whole;
        this.out = out;
    }

    @Override
    public void redirect(OutputStream out) {
        this.out = out;
    }

    @Override
    public void frame(WireFrame frame, StreamMeter.Role role) {
        if (role != StreamMeter.Role.ERROR && role != StreamMeter.Role.MALFORMED) {
            reader.read(frame, this::take);
        }
    }

    private void take(ChatEvent event) {
        writer.write(event, written);
    }

    @Override
    public void endPiece() throws IOException {
        if (written.size() > 0) {
            tellWhole();
            written.writeTo(out);
            written.reset();
            out.flush();
        }
    }

    private void tellWhole() {
        Consumer<RawJson> taker = whole;
        if (taker != null) {
            writer.whole().ifPresent(answer -> {
                whole = null;
                taker.accept(answer);
            });
        }
    }

    @Override
    public void writeTail() throws IOException {
        reader.end(this::take);
        endPiece();
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        return writer.error(failure, requestId);
    }

    @Override
    public byte[] heartbeat() {
        return writer.heartbeat();
    }

    @Override
    public boolean handsOnErrors() {
        return false;
    }

    /** The value of {@code Content-Type}. */
    public String contentType() {
        return writer.contentType();
    }
}
