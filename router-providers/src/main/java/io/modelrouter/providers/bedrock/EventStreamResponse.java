package io.modelrouter.providers.bedrock;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.util.Locale;
import java.util.Objects;

/** An answer in AWS's binary framing, read as server-sent events. */
final class EventStreamResponse implements ProviderResponse {
    private static final String BINARY = "application/vnd.amazon.eventstream";
    private static final int PIECE = 16 * 1024;

    private final ProviderResponse response;
    private final HttpHeaders headers;
    private final EventFrames frames;
    private final byte[] piece = new byte[PIECE];
    private byte[] ready = new byte[0];
    private int at;

    private EventStreamResponse(ProviderResponse response, Dialect dialect) {
        this.response = response;
        this.frames = new EventFrames(dialect);
        HttpHeaders.Builder told = HttpHeaders.builder().add("content-type", "text/event-stream; charset=utf-8");
        response.headers().forEach((name, value) -> {
            if (!name.equals("content-type") && !name.equals("content-length")) {
                told.add(name, value);
            }
        });
        this.headers = told.build();
    }

    /** The call with its answer read so; an answer that is not in that framing, such as an error, stays as it is. */
    static ProviderCall over(ProviderCall call, Dialect dialect) {
        return new ProviderCall() {
            @Override
            public ProviderResponse execute() throws ProviderException {
                ProviderResponse response = call.execute();
                String type = response.headers().first("content-type").orElse("");
                return type.toLowerCase(Locale.ROOT).startsWith(BINARY)
                        ? new EventStreamResponse(response, dialect)
                        : response;
            }

            @Override
            public void cancel() {
                call.cancel();
            }
        };
    }

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ProviderException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        while (at == ready.length) {
            int count = response.read(piece, 0, piece.length);
            if (count < 0) {
                return -1;
            }
            ready = frames.feed(piece, count);
            at = 0;
        }
        int count = Math.min(length, ready.length - at);
        System.arraycopy(ready, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() {
        response.close();
    }
}
