package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded exchanges as an upstream would send them, and what is in them as a plain JSON tree. */
final class Recordings {
    static final String CHAT = "openai-chat";
    static final String RESPONSES = "openai-responses";
    static final String CLAUDE = "anthropic-messages";
    static final String GEMINI = "gemini-generate";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int WORTH_GZIP = 1_000;

    private Recordings() {}

    /** The answers to a question that all of one dialect have: one of the operations that generate. */
    static RecordedExchanges of(String protocol) {
        return RecordedExchanges.assumePresent()
                .protocol(protocol)
                .api("chat", "responses", "messages", "generate")
                .where("one answer in one file", exchange -> occurrences(exchange, "event: message_stop") < 2);
    }

    static int occurrences(RecordedExchange exchange, String word) {
        String body = text(exchange);
        return (body.length() - body.replace(word, "").length()) / word.length();
    }

    static String text(RecordedExchange exchange) {
        return new String(exchange.responseBody(), StandardCharsets.UTF_8);
    }

    static JsonNode json(byte[] document) {
        return JSON.readTree(document);
    }

    static JsonNode json(String document) {
        return JSON.readTree(document);
    }

    static JsonNode request(RecordedExchange exchange) {
        return JSON.readTree(exchange.requestBody().orElseThrow());
    }

    /** The answer of a call that was not streamed. */
    static JsonNode answer(RecordedExchange exchange) {
        return JSON.readTree(exchange.responseBody());
    }

    /** The JSON payloads of a streamed answer, whatever their framing, in order. */
    static List<JsonNode> events(RecordedExchange exchange) {
        List<JsonNode> events = new ArrayList<>();
        String body = text(exchange);
        if (body.stripLeading().startsWith("[")) {
            JSON.readTree(body).forEach(events::add);
            return events;
        }
        for (String line : body.split("\r\n|\n|\r")) {
            if (line.startsWith("data:") && !line.substring(5).strip().equals("[DONE]")) {
                events.add(JSON.readTree(line.substring(5)));
            }
        }
        return events;
    }

    /**
     * Sends the recorded answer: a stream in chunks of that many bytes, wherever they cut it; anything else compressed, if
     * the router said that it takes that.
     */
    static void replay(
            RecordedExchange exchange, LoopbackUpstream.Request request, LoopbackUpstream.Wire wire, int chunk)
            throws IOException {
        if (exchange.stream() && exchange.status() == 200) {
            RecordedAnswer.stream(exchange, wire, chunk);
            return;
        }
        byte[] body = exchange.responseBody();
        Map<String, String> headers = RecordedAnswer.headers(exchange);
        if (body.length > WORTH_GZIP && request.header("accept-encoding").contains("gzip")) {
            headers.put("content-encoding", "gzip");
            body = gzip(body);
        }
        wire.whole(exchange.status(), headers, body);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        }
        return compressed.toByteArray();
    }
}
