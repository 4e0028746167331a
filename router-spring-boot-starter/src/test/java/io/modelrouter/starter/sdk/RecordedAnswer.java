package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A recorded answer as a played upstream sends it again. */
public final class RecordedAnswer {
    /** The connection's own. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive");

    private static final int CHUNK = 307;

    private RecordedAnswer() {}

    /** All but those of the connection; mutable. */
    static Map<String, String> headers(RecordedExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.responseHeaders().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                headers.put(name, value);
            }
        });
        return headers;
    }

    /** Sends it, a stream in pieces that cut it wherever they cut it. */
    public static void play(RecordedExchange exchange, LoopbackUpstream.Wire wire) throws IOException {
        if (exchange.stream() && exchange.status() == 200) {
            stream(exchange, wire, CHUNK);
        } else {
            wire.whole(exchange.status(), headers(exchange), exchange.responseBody());
        }
    }

    static void stream(RecordedExchange exchange, LoopbackUpstream.Wire wire, int chunk) throws IOException {
        byte[] body = exchange.responseBody();
        wire.begin(200, headers(exchange));
        for (int at = 0; at < body.length; at += chunk) {
            wire.write(Arrays.copyOfRange(body, at, Math.min(body.length, at + chunk)));
        }
        wire.end();
    }
}
