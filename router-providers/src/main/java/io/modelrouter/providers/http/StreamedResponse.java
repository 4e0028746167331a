package io.modelrouter.providers.http;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSource;
import okio.GzipSource;
import okio.Okio;

/** An answer read straight from the connection's own buffer. */
final class StreamedResponse implements ProviderResponse {
    private static final int READING = 1;
    private static final int CLOSED = 2;

    private final Exchange exchange;
    private final Response response;
    private final HttpHeaders headers;
    private final BufferedSource source;
    /** Bytes still to come, or -1 where nobody said. */
    private long remaining;

    private volatile boolean complete;
    private final AtomicInteger state = new AtomicInteger();

    private StreamedResponse(
            Exchange exchange, Response response, HttpHeaders headers, BufferedSource source, long remaining) {
        this.exchange = exchange;
        this.response = response;
        this.headers = headers;
        this.source = source;
        this.remaining = remaining;
        if (remaining == 0) {
            complete();
        }
    }

    /**
     * @throws ProviderException if the body is in a content coding that cannot be undone
     */
    static StreamedResponse of(Exchange exchange, Response response) throws ProviderException {
        BufferedSource body = response.body().source();
        String coding = response.header("content-encoding");
        if (coding == null || coding.equalsIgnoreCase("identity")) {
            return new StreamedResponse(
                    exchange,
                    response,
                    copy(response.headers(), false),
                    body,
                    response.body().contentLength());
        }
        // The client undoes what it asked for itself; this is a stream compressed against our wish.
        if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
            BufferedSource plain = Okio.buffer(new GzipSource(body));
            return new StreamedResponse(exchange, response, copy(response.headers(), true), plain, -1);
        }
        ProviderException failure = Failures.coding(exchange);
        exchange.cancel();
        response.close();
        exchange.finished();
        throw failure;
    }

    private static HttpHeaders copy(Headers from, boolean decoded) {
        HttpHeaders.Builder to = HttpHeaders.builder();
        for (int i = 0; i < from.size(); i++) {
            String name = from.name(i);
            boolean ofCoding = name.equalsIgnoreCase("content-encoding") || name.equalsIgnoreCase("content-length");
            if (!decoded || !ofCoding) {
                to.add(name, from.value(i));
            }
        }
        return to.build();
    }

    @Override
    public int status() {
        return response.code();
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws ProviderException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        int before = state.getAndUpdate(s -> (s & CLOSED) != 0 ? s : s | READING);
        if ((before & CLOSED) != 0) {
            throw exchange.ending() != null
                    ? Failures.ended(exchange)
                    : new ProviderException(FailureKind.ENDED, exchange.host() + ": the answer is closed", null);
        }
        try {
            return length == 0 ? 0 : complete ? -1 : pull(buffer, offset, length);
        } finally {
            if ((state.getAndUpdate(s -> s & ~READING) & CLOSED) != 0) {
                release();
            }
        }
    }

    private int pull(byte[] buffer, int offset, int length) throws ProviderException {
        exchange.waiting();
        int count;
        try {
            count = source.read(buffer, offset, length);
        } catch (IOException e) {
            throw Failures.inBody(exchange, e);
        } catch (RuntimeException e) {
            throw Failures.inBody(exchange, new IOException());
        } finally {
            exchange.came();
        }
        if (remaining > 0 && count > 0) {
            remaining -= count;
        }
        if (count < 0 || remaining == 0) {
            complete();
        }
        return count;
    }

    private void complete() {
        complete = true;
        exchange.finished();
    }

    @Override
    public void close() {
        int before = state.getAndUpdate(s -> s | CLOSED);
        if ((before & CLOSED) != 0) {
            return;
        }
        if (!complete) {
            // First this: closing alone would read on for a while to save the connection.
            exchange.cancel();
        }
        if ((before & READING) == 0) {
            release();
        }
    }

    private void release() {
        exchange.finished();
        try {
            response.close();
        } catch (RuntimeException e) {
            // A connection that is gone already; there is nothing left to give back.
        }
    }
}
