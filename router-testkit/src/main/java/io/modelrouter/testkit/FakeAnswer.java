package io.modelrouter.testkit;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link FakeProvider} does with one request: an answer in pieces, a failure, or silence. Immutable. */
public final class FakeAnswer {

    /** What follows the last piece. */
    enum Ending {
        END_OF_BODY,
        FAILURE,
        SILENCE
    }

    private final int status;
    private final HttpHeaders headers;
    private final List<byte[]> pieces;
    private final Ending ending;
    private final @Nullable FailureKind failure;
    private final boolean headersCome;

    private FakeAnswer(
            int status,
            HttpHeaders headers,
            List<byte[]> pieces,
            Ending ending,
            @Nullable FailureKind failure,
            boolean headersCome) {
        this.status = status;
        this.headers = headers;
        this.pieces = pieces;
        this.ending = ending;
        this.failure = failure;
        this.headersCome = headersCome;
    }

    /** A whole answer in one piece. */
    public static FakeAnswer of(int status, HttpHeaders headers, byte[] body) {
        return new FakeAnswer(status, headers, List.of(body.clone()), Ending.END_OF_BODY, null, true);
    }

    /** A whole JSON answer. */
    public static FakeAnswer json(int status, String body) {
        return of(status, type("application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    /** A stream of server-sent events, each of these texts read as one piece. */
    public static FakeAnswer sse(String... pieces) {
        List<byte[]> bytes = Arrays.stream(pieces)
                .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new FakeAnswer(200, type("text/event-stream"), bytes, Ending.END_OF_BODY, null, true);
    }

    /** No answer: the exchange fails before its headers. */
    public static FakeAnswer failing(FailureKind kind) {
        return new FakeAnswer(0, HttpHeaders.EMPTY, List.of(), Ending.FAILURE, kind, false);
    }

    /** No answer, ever: the exchange waits until it is cancelled. */
    public static FakeAnswer silent() {
        return new FakeAnswer(0, HttpHeaders.EMPTY, List.of(), Ending.SILENCE, null, false);
    }

    /** The same body in pieces of so many bytes, so that reads end inside lines, frames and characters. */
    public FakeAnswer inPiecesOf(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a piece has at least one byte");
        }
        byte[] all = body();
        List<byte[]> small = new ArrayList<>();
        for (int at = 0; at < all.length; at += bytes) {
            small.add(Arrays.copyOfRange(all, at, Math.min(all.length, at + bytes)));
        }
        return new FakeAnswer(status, headers, small, ending, failure, headersCome);
    }

    /** The same body, cut after so many bytes; then the body ends as if it were whole. */
    public FakeAnswer cutAfter(int bytes) {
        byte[] all = body();
        return new FakeAnswer(
                status,
                headers,
                List.of(Arrays.copyOf(all, Math.min(bytes, all.length))),
                ending,
                failure,
                headersCome);
    }

    /** The same, but where the body would end the line breaks. */
    public FakeAnswer thenFailing(FailureKind kind) {
        return new FakeAnswer(status, headers, pieces, Ending.FAILURE, kind, headersCome);
    }

    /** The same, but where the body would end nothing more comes until the exchange is cancelled. */
    public FakeAnswer thenSilent() {
        return new FakeAnswer(status, headers, pieces, Ending.SILENCE, null, headersCome);
    }

    /** The same with one header more. */
    public FakeAnswer header(String name, String value) {
        HttpHeaders.Builder more = HttpHeaders.builder();
        headers.forEach(more::add);
        return new FakeAnswer(status, more.add(name, value).build(), pieces, ending, failure, headersCome);
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    List<byte[]> pieces() {
        return pieces;
    }

    Ending ending() {
        return ending;
    }

    Optional<FailureKind> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether there is an answer at all. */
    boolean headersCome() {
        return headersCome;
    }

    private byte[] body() {
        int length = pieces.stream().mapToInt(piece -> piece.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private static HttpHeaders type(String contentType) {
        return HttpHeaders.builder().add("content-type", contentType).build();
    }
}
