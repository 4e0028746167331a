package io.modelrouter.providers.http;

import io.modelrouter.wire.WireBody;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body slice by slice with its exact length. It calls itself one-shot, though it could be written again: that is
 * how OkHttp is kept from sending a request a second time by itself, which it would do after a 503 with
 * {@code Retry-After: 0} even where connection retries are off.
 */
final class WireRequestBody extends RequestBody {
    private static final int PIECE = 8192;

    private final WireBody body;
    private final Exchange exchange;

    WireRequestBody(WireBody body, Exchange exchange) {
        this.body = body;
        this.exchange = exchange;
    }

    /** None: {@link OutgoingHeaders} has it. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return body.length();
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        body.writeTo(new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                sink.writeByte(single);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                // In pieces, so that the write limit is one of progress and not of the whole body.
                for (int at = 0; at < length; at += PIECE) {
                    exchange.writing();
                    sink.write(bytes, offset + at, Math.min(PIECE, length - at));
                }
            }

            /** What came so far goes on; the rest is still on its way to us. */
            @Override
            public void flush() throws IOException {
                exchange.writing();
                sink.flush();
                exchange.waitingForCaller();
            }
        });
    }
}
