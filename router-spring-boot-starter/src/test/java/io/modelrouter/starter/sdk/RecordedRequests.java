package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recorded requests as a client of the router would send them. */
final class RecordedRequests {
    private static final Pattern MODEL = Pattern.compile("/models/([^:?/]+):");

    private RecordedRequests() {}

    /** The recorded body; with a model where its vendor has that in the path (Claude on Vertex) or nowhere (stored prompts). */
    static byte[] body(RecordedExchange exchange) {
        RawJson json = RawJson.parse(exchange.requestBody().orElseGet(() -> stand(exchange)));
        boolean complete = exchange.protocol().equals(Recordings.GEMINI)
                || json.get("model").isPresent();
        return (complete ? json : json.with("model", RawJson.of("m"))).toBytes();
    }

    /** A request for recordings that kept only the answer. */
    private static byte[] stand(RecordedExchange exchange) {
        String stream = exchange.stream() ? ",\"stream\":true" : "";
        String body;
        switch (exchange.protocol()) {
            case Recordings.RESPONSES:
                body = "{\"model\":\"m\",\"input\":\"hi\"" + stream + "}";
                break;
            case Recordings.GEMINI:
                body = "{\"contents\":[]}";
                break;
            default:
                body = "{\"model\":\"m\",\"messages\":[]" + stream + "}";
                break;
        }
        return body.getBytes(StandardCharsets.UTF_8);
    }

    static String path(RecordedExchange exchange) {
        switch (exchange.protocol()) {
            case Recordings.CHAT:
                return "/v1/chat/completions";
            case Recordings.RESPONSES:
                return "/v1/responses";
            case Recordings.CLAUDE:
                return "/v1/messages";
            default:
                String action = exchange.stream() ? ":streamGenerateContent" : ":generateContent";
                String query = exchange.stream() && !exchange.hasTag("json-array-stream") ? "?alt=sse" : "";
                return "/v1beta/models/" + geminiModel(exchange) + action + query;
        }
    }

    /** Where the upstream is asked the same; all three vendors have the paths that the router has. */
    static String upstreamPath(RecordedExchange exchange) {
        return path(exchange);
    }

    private static String geminiModel(RecordedExchange exchange) {
        Matcher matcher = MODEL.matcher(exchange.path());
        return matcher.find() ? matcher.group(1) : "gemini-any";
    }
}
