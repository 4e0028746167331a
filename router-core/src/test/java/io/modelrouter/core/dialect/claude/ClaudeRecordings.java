package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Recorded Claude traffic: Anthropic's own, Vertex's, and the bodies that Bedrock's invoke operations carry. */
final class ClaudeRecordings {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ClaudeRecordings() {}

    /** Streams of one message; those into which a second was spliced are not. */
    static Stream<RecordedExchange> streams() {
        return allStreams().where("not spliced", exchange -> !isSpliced(exchange)).stream();
    }

    static Stream<RecordedExchange> splicedStreams() {
        return allStreams().where("spliced", ClaudeRecordings::isSpliced).stream();
    }

    private static boolean isSpliced(RecordedExchange exchange) {
        boolean open = false;
        for (WireFrame frame : frames(exchange)) {
            String type = json(frame).path("type").asString("");
            if (type.equals("message_start") && open) {
                return true;
            }
            open = type.equals("message_start") || open && !type.equals("message_stop");
        }
        return false;
    }

    private static RecordedExchanges allStreams() {
        return RecordedExchanges.assumePresent()
                .protocol("anthropic-messages", "bedrock-invoke")
                .api("messages", "invoke-with-response-stream")
                .successful()
                .streamed();
    }

    static Stream<RecordedExchange> wholes() {
        return RecordedExchanges.assumePresent()
                .protocol("anthropic-messages", "bedrock-invoke")
                .api("messages", "invoke")
                .successful()
                .notStreamed()
                .stream();
    }

    static Stream<RecordedExchange> errors() {
        return RecordedExchanges.assumePresent().protocol("anthropic-messages").tag("error").stream();
    }

    static Stream<RecordedExchange> requests() {
        return RecordedExchanges.assumePresent()
                .protocol("anthropic-messages")
                .api("messages")
                .withRequest()
                .where(
                        "with a model",
                        exchange -> json(exchange.requestBody().orElseThrow()).has("model"))
                .stream();
    }

    /** Requests with a conversation, Bedrock's with a model put in. */
    static Stream<RecordedExchange> translatableRequests() {
        return RecordedExchanges.assumePresent()
                .protocol("anthropic-messages", "bedrock-invoke")
                .api("messages", "invoke", "invoke-with-response-stream")
                .withRequest()
                .where("well formed", ClaudeRecordings::isWellFormed)
                .stream();
    }

    /** Two recorded requests are broken on purpose and were refused. */
    private static boolean isWellFormed(RecordedExchange exchange) {
        JsonNode messages = json(exchange.requestBody().orElseThrow()).path("messages");
        return messages.isArray() && messages.valueStream().allMatch(JsonNode::isObject);
    }

    static ObjectNode request(RecordedExchange exchange) {
        ObjectNode body = (ObjectNode) json(exchange.requestBody().orElseThrow());
        return body.has("model") ? body : body.put("model", "m");
    }

    static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    /** The events of a stream, each in a buffer of its own. */
    static List<WireFrame> frames(RecordedExchange exchange) {
        return exchange.eventStream().isPresent()
                ? eventStream(exchange.eventStream().orElseThrow())
                : sse(exchange.sse().orElseThrow());
    }

    static List<WireFrame> sse(byte[] body) {
        SseSplitter splitter = new SseSplitter();
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        List<WireFrame> frames = new ArrayList<>();
        for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
            frames.add(WireFrame.of(frame.event(), frame.dataText()));
        }
        WireFrame last = splitter.last();
        if (last != null) {
            frames.add(WireFrame.of(last.event(), last.dataText()));
        }
        return frames;
    }

    /** AWS frames: total length, header length, checksum, headers, payload, checksum. */
    private static List<WireFrame> eventStream(byte[] body) {
        List<WireFrame> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(body);
        int at = 0;
        while (at < body.length) {
            int total = buffer.getInt(at);
            int headers = buffer.getInt(at + 4);
            String payload = new String(body, at + 12 + headers, total - headers - 16, StandardCharsets.UTF_8);
            String chunk = MAPPER.readTree(payload).path("bytes").asString("");
            frames.add(WireFrame.of(null, new String(Base64.getDecoder().decode(chunk), StandardCharsets.UTF_8)));
            at += total;
        }
        return frames;
    }

    static JsonNode json(byte[] body) {
        return MAPPER.readTree(body);
    }

    static JsonNode json(WireFrame frame) {
        return MAPPER.readTree(frame.dataText());
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text);
    }
}
