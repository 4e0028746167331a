package io.modelrouter.providers.http;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several requests as one call: each line of the body is sent in its turn, and the answer has one line for each, with the
 * headers of the last. The first answer with an error status is the answer to all. For upstreams that embed one text at a
 * time.
 *
 * <p>At most {@value #MOST_LINES} lines, and 128 MiB of answers together, which are kept in memory; all of them within the
 * request's deadline. {@link #execute} runs on one thread, once, and makes one call after the other; {@link #cancel} may come
 * from any thread, ends the call that runs and lets no further one run.
 */
public final class LineByLineCall implements ProviderCall {
    /** As many texts as OpenAI's embeddings take at once: platform.openai.com/docs/api-reference/embeddings, 2026-11. */
    public static final int MOST_LINES = 2048;

    private static final int MOST_BYTES = 128 << 20;

    private final ProviderRequest request;
    private final Function<ProviderRequest, ProviderCall> calls;
    private final LongSupplier nanos;
    private final @Nullable String counter;
    private volatile boolean cancelled;
    private volatile @Nullable ProviderCall current;

    /**
     * @param calls makes the call of one line
     * @param nanos a clock that only goes forward
     * @param counter a header, in lower case, whose whole numbers are added up, and that is left out where one answer has
     *     none; null for none
     */
    public LineByLineCall(
            ProviderRequest request,
            Function<ProviderRequest, ProviderCall> calls,
            LongSupplier nanos,
            @Nullable String counter) {
        this.request = request;
        this.calls = calls;
        this.nanos = nanos;
        this.counter = counter;
    }

    @Override
    public ProviderResponse execute() throws ProviderException {
        List<byte[]> lines = lines(request.body().toBytes());
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            throw new ProviderException(
                    FailureKind.CALLER,
                    "from 1 to " + MOST_LINES + " inputs can be embedded at once here, not " + lines.size(),
                    null);
        }
        long begun = nanos.getAsLong();
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        HttpHeaders headers = HttpHeaders.EMPTY;
        long counted = 0;
        for (byte[] line : lines) {
            ProviderResponse response = call(line, request.deadline().minusNanos(nanos.getAsLong() - begun))
                    .execute();
            if (response.status() < 200 || response.status() > 299) {
                return response;
            }
            try (response) {
                headers = response.headers();
                counted = add(counted, headers);
                read(response, answers);
            }
        }
        return new Whole(headers(headers, counted), answers.toByteArray());
    }

    /** Negative once an answer had no number. */
    private long add(long counted, HttpHeaders headers) {
        String told = counter == null ? "" : headers.first(counter).orElse("").strip();
        boolean number = !told.isEmpty() && told.length() <= 12 && told.chars().allMatch(c -> c >= '0' && c <= '9');
        return counted < 0 || !number ? -1 : counted + Long.parseLong(told);
    }

    private HttpHeaders headers(HttpHeaders last, long counted) {
        HttpHeaders.Builder kept = HttpHeaders.builder();
        last.forEach((name, value) -> {
            if (!name.equals("content-length") && !name.equals(counter)) {
                kept.add(name, value);
            }
        });
        if (counter != null && counted >= 0) {
            kept.add(counter, Long.toString(counted));
        }
        return kept.build();
    }

    private ProviderCall call(byte[] line, Duration remaining) throws ProviderException {
        if (remaining.isNegative() || remaining.isZero()) {
            throw new ProviderException(FailureKind.TIMEOUT, "the call's deadline passed between two inputs", null);
        }
        ProviderCall call = calls.apply(new ProviderRequest(
                request.channel(),
                request.key(),
                request.dialect(),
                request.model(),
                false,
                false,
                WireBody.of(line),
                request.headers(),
                remaining));
        current = call;
        if (cancelled) {
            call.cancel();
        }
        return call;
    }

    private static void read(ProviderResponse response, ByteArrayOutputStream answers) throws ProviderException {
        byte[] piece = new byte[8192];
        for (int count; (count = response.read(piece, 0, piece.length)) >= 0; ) {
            if (answers.size() + count > MOST_BYTES) {
                throw new ProviderException(
                        FailureKind.TRANSIENT, "the answers together are over " + MOST_BYTES + " bytes", null);
            }
            for (int i = 0; i < count; i++) {
                // White space in JSON, and here the end of an answer.
                if (piece[i] == '\n' || piece[i] == '\r') {
                    piece[i] = ' ';
                }
            }
            answers.write(piece, 0, count);
        }
        answers.write('\n');
    }

    private static List<byte[]> lines(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                if (i > from) {
                    lines.add(java.util.Arrays.copyOfRange(body, from, i));
                }
                from = i + 1;
            }
        }
        return lines;
    }

    @Override
    public void cancel() {
        cancelled = true;
        ProviderCall call = current;
        if (call != null) {
            call.cancel();
        }
    }

    /** Answers that have all come. */
    private static final class Whole implements ProviderResponse {
        private final HttpHeaders headers;
        private final byte[] body;
        private int at;

        Whole(HttpHeaders headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public HttpHeaders headers() {
            return headers;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (at == body.length) {
                return -1;
            }
            int count = Math.min(length, body.length - at);
            System.arraycopy(body, at, buffer, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {}
    }
}
