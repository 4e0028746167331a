package io.modelrouter.starter.money;

import io.modelrouter.starter.load.RawCaller;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream.Request;
import io.modelrouter.starter.sdk.LoopbackUpstream.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One row for one client dialect, streamed or not: both sides of one call. */
final class SettlementCell {
    private static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream");
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");

    final SettlementRow row;
    final TinyDialect dialect;
    final boolean stream;
    /** Four letters: the prompt, and the name of the token that alone asks it. */
    final String id;

    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    volatile String answer = "";
    /** What went wrong with the client itself; empty if nothing did. */
    volatile String trouble = "";

    volatile String asked = "";

    SettlementCell(SettlementRow row, TinyDialect dialect, boolean stream, int number) {
        this.row = row;
        this.dialect = dialect;
        this.stream = stream;
        this.id = String.format("c%03d", number);
    }

    String key() {
        return "sk-cell-" + id;
    }

    /** What the upstream does. */
    void answer(Request request, Wire wire) throws IOException {
        asked = request.text();
        int attempt = attempts.incrementAndGet();
        switch (row) {
            case NO_2XX:
                wire.whole(500, JSON, Told.bytes("{\"error\":{\"message\":\"no\"}}"));
                return;
            case SECOND_ATTEMPT:
                if (attempt == 1) {
                    wire.whole(500, JSON, Told.bytes("{\"error\":{\"message\":\"no\"}}"));
                    return;
                }
                break;
            case SECOND_AFTER_PREAMBLE:
                if (attempt == 1) {
                    beginWithoutOutput(wire);
                    wire.cut();
                    return;
                }
                break;
            case FAILED_BEFORE:
            case FAILED_BEFORE_FREE:
                beginWithoutOutput(wire);
                wire.cut();
                return;
            case GONE_BEFORE:
            case GONE_BEFORE_FREE:
                beginWithoutOutput(wire);
                begun.countDown();
                await(left);
                wire.cut();
                return;
            case FAILED_AFTER:
                begin(wire);
                wire.write(dialect.delta());
                wire.cut();
                return;
            case GONE_AFTER:
                begin(wire);
                wire.write(dialect.delta());
                wire.awaitClosed();
                return;
            case REPORTED_THEN_FAILED:
                begin(wire);
                wire.write(dialect.delta());
                wire.write(Told.untilUsage(dialect));
                wire.cut();
                return;
            case REPORTED_THEN_GONE:
                begun.countDown();
                if (stream) {
                    begin(wire);
                    wire.write(dialect.delta());
                    wire.write(Told.untilUsage(dialect));
                    wire.awaitClosed();
                    return;
                }
                await(left);
                break;
            default:
                break;
        }
        succeed(wire);
    }

    private void begin(Wire wire) throws IOException {
        wire.begin(200, stream ? STREAM : JSON);
        wire.write(stream ? dialect.opening() : half());
    }

    private byte[] half() {
        byte[] whole = dialect.answer(false);
        return Arrays.copyOf(whole, whole.length / 2);
    }

    private void beginWithoutOutput(Wire wire) throws IOException {
        if (stream && dialect == TinyDialect.GEMINI) {
            // whose opening is content already
            wire.begin(200, STREAM);
            wire.write(Told.bytes(": on its way\n\n"));
        } else {
            begin(wire);
        }
    }

    private void succeed(Wire wire) throws IOException {
        byte[] answer = told(dialect.answer(stream));
        if (stream) {
            wire.begin(200, STREAM);
            if (row == SettlementRow.CUMULATIVE) {
                answer = growing();
            }
            wire.write(answer);
            wire.end();
        } else {
            wire.whole(200, JSON, answer);
        }
    }

    private byte[] told(byte[] answer) {
        switch (row) {
            case MISSING:
                return Told.nothing(answer);
            case ZERO:
                return Told.counts(answer, "0", "0");
            case CACHED:
                return Told.cached(dialect, answer);
            case NEGATIVE:
                return Told.counts(answer, "-10", "-5");
            case NEGATIVE_OUTPUT:
                return Told.counts(answer, "10", "-5");
            case FRACTIONAL:
                return Told.counts(answer, "10.5", "5.5");
            case TWICE_THE_CONTEXT:
                return Told.counts(answer, "512000", "5");
            case BEYOND_THE_CONTEXT:
                return Told.counts(answer, "512001", "5");
            default:
                return answer;
        }
    }

    /** Two and three tokens before the five. */
    private byte[] growing() {
        byte[] opening = Told.counts(dialect.opening(), "10", "2");
        byte[] delta = Told.counts(dialect.delta(), "10", "3");
        if (dialect == TinyDialect.CHAT) {
            // as vLLM and others tell them, with every piece
            delta = Told.bytes(Told.text(delta)
                    .replace(
                            "}]}", "}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":3,\"total_tokens\":13}}"));
        }
        return Told.bytes(Told.text(opening) + Told.text(delta) + Told.text(dialect.ending()));
    }

    /** What the client does. */
    void call(int port) throws IOException {
        String model = Told.model(row.kindOfModel(), dialect);
        byte[] body = Told.request(dialect, stream, model, id);
        if (row == SettlementRow.UNASKED) {
            body = Told.bytes(Told.text(body).replace(",\"stream_options\":{\"include_usage\":true}", ""));
        }
        try (RawCaller caller = new RawCaller(port).ask(Told.path(dialect, stream, model), key(), body)) {
            if (!row.clientLeaves()) {
                answer = caller.readAll();
                return;
            }
            if (row == SettlementRow.GONE_AFTER) {
                caller.readUntil("hello");
            } else if (row == SettlementRow.REPORTED_THEN_GONE && stream) {
                caller.readUntil(lastWords());
            } else {
                await(begun);
            }
            caller.reset();
            left.countDown();
        }
    }

    /** What the client has seen when the usage has come. */
    private String lastWords() {
        switch (dialect) {
            case CHAT:
                return "\"completion_tokens\":5";
            case RESPONSES:
                return "response.completed";
            case CLAUDE:
                return "end_turn";
            default:
                return "STOP";
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("waited too long");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    int attempts() {
        return attempts.get();
    }

    @Override
    public String toString() {
        return row + " " + dialect + (stream ? " stream" : " whole");
    }
}
