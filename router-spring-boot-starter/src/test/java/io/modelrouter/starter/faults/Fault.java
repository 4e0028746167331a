package io.modelrouter.starter.faults;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.starter.sdk.LoopbackUpstream.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * A way in which an upstream fails, and what the rules say of it. Nothing here was learned from the router: rows are those
 * of R2.2, charges those of section 1, words those of docs/errors.md.
 */
enum Fault {
    // Slow ones first, because the cells run in this order.
    STALL_BEFORE_FIRST_BYTE(Row.PASSING, FailureKind.TIMEOUT, Charged.NOTHING, (v, stream, wire) -> wire.awaitClosed()),
    STALL_MID_STREAM(Row.PASSING, FailureKind.TIMEOUT, Charged.PROMPT, RouterErrorCode.TIMEOUT, (v, stream, wire) -> {
        begin(v, stream, wire);
        wire.awaitClosed();
    }),
    SLOW_DRIP(Row.PASSING, FailureKind.TIMEOUT, Charged.PROMPT, RouterErrorCode.TIMEOUT, (v, stream, wire) -> {
        begin(v, stream, wire);
        while (true) {
            wire.write(Vendor.bytes(stream ? ":\n\n" : " "));
            LockSupport.parkNanos(20_000_000);
        }
    }),

    REFUSED(Row.CONNECTION, FailureKind.CONNECTION, Charged.NOTHING),
    DNS(Row.CONNECTION, FailureKind.CONNECTION, Charged.NOTHING),
    TLS(Row.CONNECTION, FailureKind.CONNECTION, Charged.NOTHING),
    RESET_BEFORE_HEADERS(Row.RESET, FailureKind.RESET, Charged.NOTHING, (v, stream, wire) -> wire.reset()),
    CLOSED_BEFORE_HEADERS(Row.RESET, FailureKind.RESET, Charged.NOTHING, (v, stream, wire) -> wire.cut()),
    RESET_MID_BODY(Row.PASSING, FailureKind.TRANSIENT, Charged.PROMPT, RouterErrorCode.TRUNCATED, (v, stream, wire) -> {
        begin(v, stream, wire);
        wire.write(halfEvent(v, stream));
        wire.cut();
    }),
    RESET_BEFORE_CONTENT(Row.PASSING, FailureKind.TRANSIENT, Charged.PROMPT, (v, stream, wire) -> {
        wire.begin(200, stream ? Heads.SSE : Heads.JSON);
        wire.write(stream ? v.preamble() : Vendor.bytes("{"));
        wire.cut();
    }),

    STATUS_400(400, Row.CALLER, FailureKind.CALLER),
    STATUS_401(401, Row.CREDENTIAL, FailureKind.CREDENTIAL),
    STATUS_402(402, Row.CREDENTIAL, FailureKind.CREDENTIAL),
    STATUS_403(403, Row.CREDENTIAL, FailureKind.CREDENTIAL),
    STATUS_404(404, Row.UNKNOWN_MODEL, FailureKind.UNKNOWN_MODEL),
    STATUS_408(408, Row.PASSING, FailureKind.TRANSIENT),
    STATUS_409(409, Row.CALLER, FailureKind.CALLER),
    STATUS_413(413, Row.CALLER, FailureKind.CALLER),
    STATUS_422(422, Row.CALLER, FailureKind.CALLER),
    STATUS_429(429, Row.PASSING, FailureKind.RATE_LIMITED),
    STATUS_429_RETRY_AFTER(429, Row.TOLD_TO_WAIT, FailureKind.RATE_LIMITED),
    STATUS_500(500, Row.PASSING, FailureKind.TRANSIENT),
    STATUS_502(502, Row.PASSING, FailureKind.TRANSIENT),
    STATUS_503(503, Row.PASSING, FailureKind.TRANSIENT) {
        @Override
        FailureKind kind(Vendor upstream) {
            // Gemini's word for overload
            return upstream == Vendor.GEMINI ? FailureKind.OVERLOADED : FailureKind.TRANSIENT;
        }
    },
    STATUS_504(504, Row.PASSING, FailureKind.TRANSIENT) {
        @Override
        FailureKind kind(Vendor upstream) {
            // "timeout_error" and "DEADLINE_EXCEEDED" are structured codes, OpenAI has none
            boolean told = upstream == Vendor.CLAUDE || upstream == Vendor.GEMINI;
            return told ? FailureKind.TIMEOUT : FailureKind.TRANSIENT;
        }
    },
    STATUS_529(529, Row.PASSING, FailureKind.OVERLOADED),

    EMPTY_200(
            Row.PASSING,
            FailureKind.TRANSIENT,
            Charged.NOTHING,
            (v, stream, wire) -> wire.whole(200, stream ? Heads.SSE : Heads.JSON, new byte[0])),
    HTML_200(
            Row.PASSING,
            FailureKind.TRANSIENT,
            Charged.NOTHING,
            (v, stream, wire) -> wire.whole(
                    200, Heads.HTML, Vendor.bytes("<!doctype html><html><body>Please log in</body></html>"))),
    MALFORMED_JSON(
            Row.PASSING,
            FailureKind.TRANSIENT,
            Charged.NOTHING,
            (v, stream, wire) -> wire.whole(200, Heads.JSON, Vendor.bytes("{\"id\":\"x\",\"choices\":[{]}"))),
    MALFORMED_SSE(
            Row.PASSING,
            FailureKind.TRANSIENT,
            Charged.NOTHING,
            (v, stream, wire) -> wire.whole(200, Heads.SSE, Vendor.bytes("data: {\"id\":\"x\",\"choices\":[{]}\n\n"))),
    ERROR_FIRST(
            Row.PASSING,
            FailureKind.OVERLOADED,
            Charged.NOTHING,
            (v, stream, wire) -> wire.whole(
                    200, stream ? Heads.SSE : Heads.JSON, stream ? v.overloadedEvent() : v.overloadedBody())),
    ERROR_AFTER_PREAMBLE(Row.PASSING, FailureKind.OVERLOADED, Charged.NOTHING, (v, stream, wire) -> {
        wire.begin(200, stream ? Heads.SSE : Heads.JSON);
        // before a whole body some upstreams send blank lines to keep the connection alive
        wire.write(stream ? v.preamble() : Vendor.bytes("\n\n"));
        wire.write(stream ? v.overloadedEvent() : v.overloadedBody());
        wire.end();
    }),
    ERROR_AFTER_CONTENT(
            Row.PASSING,
            FailureKind.OVERLOADED,
            Charged.NOTHING,
            RouterErrorCode.UPSTREAM_OVERLOADED,
            (v, stream, wire) -> {
                wire.begin(200, stream ? Heads.SSE : Heads.JSON);
                if (stream) {
                    wire.write(v.talk.opening());
                    wire.write(v.talk.delta());
                }
                wire.write(stream ? v.overloadedEvent() : v.overloadedBody());
                wire.end();
            }),
    NO_END_MARK(Row.PASSING, FailureKind.TRANSIENT, Charged.NOTHING, RouterErrorCode.TRUNCATED, (v, stream, wire) -> {
        begin(v, stream, wire);
        wire.write(halfEvent(v, stream));
        wire.end();
    }),
    OVERSIZED_EVENT(Row.PASSING, FailureKind.TRANSIENT, Charged.PROMPT, (v, stream, wire) -> {
        wire.begin(200, stream ? Heads.SSE : Heads.JSON);
        wire.write(stream ? v.preamble() : Vendor.bytes(" "));
        wire.write(Vendor.bytes((stream ? "data: " : "") + "{\"id\":\"" + "x".repeat(2 * Limits.EVENT) + "\"}\n\n"));
        wire.end();
    }),
    OVERSIZED_EVENT_AFTER_CONTENT(
            Row.PASSING, FailureKind.TRANSIENT, Charged.PROMPT, RouterErrorCode.TRUNCATED, (v, stream, wire) -> {
                begin(v, stream, wire);
                wire.write(Vendor.bytes(
                        (stream ? "data: " : "") + "{\"id\":\"" + "x".repeat(2 * Limits.EVENT) + "\"}\n\n"));
                wire.end();
            }),
    GZIP_BOMB(
            Row.PASSING,
            FailureKind.TRANSIENT,
            Charged.PROMPT,
            (v, stream, wire) -> wire.whole(
                    200, stream ? Heads.GZIP_SSE : Heads.GZIP_JSON, stream ? Limits.BOMB_SSE : Limits.BOMB_JSON));

    /** Longer than any call of the matrix may take. */
    static final int RETRY_AFTER_SECONDS = 30;

    /** What the upstream does with one request. */
    @FunctionalInterface
    interface Script {
        void answer(Vendor vendor, boolean stream, Wire wire) throws IOException;
    }

    /** Content types, and codings, of answers. */
    private static final class Heads {
        static final Map<String, String> SSE = Map.of("content-type", "text/event-stream");
        static final Map<String, String> JSON = Map.of("content-type", "application/json");
        static final Map<String, String> HTML = Map.of("content-type", "text/html");
        static final Map<String, String> GZIP_SSE =
                Map.of("content-type", "text/event-stream", "content-encoding", "gzip");
        static final Map<String, String> GZIP_JSON =
                Map.of("content-type", "application/json", "content-encoding", "gzip");

        private Heads() {}
    }

    /** Small limits, and bodies that are over them. */
    static final class Limits {
        static final int EVENT = 64 * 1024;
        static final int BODY = 64 * 1024;
        static final long STREAM = 256 * 1024;
        static final byte[] BOMB_SSE = bomb(":" + "x".repeat(1021) + "\n\n");
        static final byte[] BOMB_JSON = bomb(" ".repeat(1024));

        private Limits() {}

        /** Eight megabytes in some kilobytes. */
        private static byte[] bomb(String kilobyte) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                byte[] piece = Vendor.bytes(kilobyte);
                for (int i = 0; i < 8 * 1024; i++) {
                    gzip.write(piece);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }

    private final int status;
    private final Row row;
    private final FailureKind kind;
    private final Charged charged;
    /** What the record of a stream says whose content had begun; null where the fault comes before it. */
    private final RouterErrorCode committed;

    private final Script script;

    Fault(Row row, FailureKind kind, Charged charged) {
        this(row, kind, charged, null, null);
    }

    Fault(Row row, FailureKind kind, Charged charged, Script script) {
        this(row, kind, charged, null, script);
    }

    Fault(Row row, FailureKind kind, Charged charged, RouterErrorCode committed, Script script) {
        this.status = 0;
        this.row = row;
        this.kind = kind;
        this.charged = charged;
        this.committed = committed;
        this.script = script;
    }

    Fault(int status, Row row, FailureKind kind) {
        this.status = status;
        this.row = row;
        this.kind = kind;
        this.charged = Charged.NOTHING;
        this.committed = null;
        Map<String, String> headers = row == Row.TOLD_TO_WAIT
                ? Map.of("content-type", "application/json", "retry-after", "30")
                : Map.of("content-type", "application/json");
        this.script = (vendor, stream, wire) -> wire.whole(status, headers, vendor.error(status));
    }

    /** The beginning of an answer, content included: of a stream its first words, of a body its first half. */
    private static void begin(Vendor vendor, boolean stream, Wire wire) throws IOException {
        wire.begin(200, stream ? Heads.SSE : Heads.JSON);
        if (stream) {
            wire.write(vendor.talk.opening());
            wire.write(vendor.talk.delta());
        } else {
            byte[] whole = vendor.talk.answer(false);
            wire.write(Arrays.copyOf(whole, whole.length / 2));
        }
    }

    void answer(Vendor vendor, boolean stream, Wire wire) throws IOException {
        script.answer(vendor, stream, wire);
    }

    /** Something that breaks off where no reader may take it for an event. */
    private static byte[] halfEvent(Vendor vendor, boolean stream) {
        byte[] delta = vendor.talk.delta();
        return stream ? Arrays.copyOf(delta, delta.length / 2) : Vendor.bytes(" ");
    }

    /** The HTTP status that a failed attempt ends with; 0 where none comes. */
    int status() {
        return status;
    }

    Row row(boolean stream) {
        return stream && committed != null ? Row.COMMITTED : row;
    }

    FailureKind kind(Vendor upstream) {
        return kind;
    }

    Charged charged(boolean stream) {
        return stream && committed != null ? Charged.OUTPUT : charged;
    }

    RouterErrorCode committed() {
        return committed;
    }

    /** docs/errors.md, "which attempt decides", for attempts that all failed alike. */
    RouterErrorCode code(Vendor upstream) {
        switch (kind(upstream)) {
            case CALLER:
                return RouterErrorCode.UPSTREAM_REFUSED;
            case RATE_LIMITED:
                return RouterErrorCode.UPSTREAM_RATE_LIMITED;
            case OVERLOADED:
                return RouterErrorCode.UPSTREAM_OVERLOADED;
            case TIMEOUT:
                return RouterErrorCode.TIMEOUT;
            case UNKNOWN_MODEL:
                return RouterErrorCode.MODEL_NOT_FOUND;
            default:
                return RouterErrorCode.UPSTREAM_FAILED;
        }
    }
}
