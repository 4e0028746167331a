package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.testkit.corpus.EventStreamMessage;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded exchanges with Converse and ConverseStream. */
final class ConverseRecordings {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConverseRecordings() {}

    static RecordedExchanges all() {
        return RecordedExchanges.assumePresent().protocol("bedrock-converse");
    }

    static Stream<RecordedExchange> streams() {
        return all().stream().filter(exchange -> exchange.eventStream().isPresent());
    }

    static Stream<RecordedExchange> wholes() {
        return all().successful().stream().filter(exchange -> exchange.json().isPresent());
    }

    static Stream<RecordedExchange> errors() {
        return all().stream().filter(exchange -> exchange.status() != 200);
    }

    /** As the provider hands the stream on, cut into reads of these lengths. */
    static List<WireFrame> frames(RecordedExchange exchange, java.util.function.IntSupplier lengths) {
        byte[] body =
                EventStreamMessage.toServerSentEvents(exchange.eventStream().orElseThrow());
        SseSplitter splitter = new SseSplitter();
        List<WireFrame> frames = new ArrayList<>();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, lengths.getAsInt());
            splitter.ensureWritable(length);
            System.arraycopy(body, at, splitter.buffer(), splitter.writePosition(), length);
            splitter.advance(length);
            at += length;
            for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
                frames.add(WireFrame.of(frame.event(), frame.dataText()));
            }
        }
        return frames;
    }

    static List<WireFrame> frames(RecordedExchange exchange) {
        return frames(exchange, () -> Integer.MAX_VALUE);
    }

    static JsonNode json(WireFrame frame) {
        return JSON.readTree(frame.dataText());
    }

    static JsonNode json(byte[] text) {
        return JSON.readTree(text);
    }

    static JsonNode json(String text) {
        return JSON.readTree(text.getBytes(StandardCharsets.UTF_8));
    }

    static String event(WireFrame frame) {
        return Objects.requireNonNullElse(frame.event(), "");
    }
}
