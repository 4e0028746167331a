package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.JsonArraySplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded Gemini traffic of both Google APIs. */
final class GeminiRecordings {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private GeminiRecordings() {}

    static Stream<RecordedExchange> streams() {
        return generate().successful().streamed().stream();
    }

    static Stream<RecordedExchange> wholes() {
        return generate().successful().notStreamed().stream();
    }

    static Stream<RecordedExchange> errors() {
        return RecordedExchanges.assumePresent().protocol("gemini-generate").tag("error").stream();
    }

    static Stream<RecordedExchange> requests() {
        return generate().withRequest().stream();
    }

    private static RecordedExchanges generate() {
        return RecordedExchanges.assumePresent().protocol("gemini-generate").api("generate");
    }

    /** The chunks of a stream, each in a buffer of its own. */
    static List<WireFrame> frames(RecordedExchange exchange) {
        boolean sse = exchange.sse().isPresent();
        byte[] body = exchange.responseBody();
        FrameSplitter splitter = sse ? new SseSplitter() : new JsonArraySplitter();
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        List<WireFrame> frames = new ArrayList<>();
        for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
            frames.add(WireFrame.of(null, frame.dataText()));
        }
        WireFrame last = splitter.last();
        if (last != null) {
            frames.add(WireFrame.of(null, last.dataText()));
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

    static Stream<JsonNode> candidates(JsonNode answer) {
        return answer.path("candidates").valueStream();
    }

    static Stream<JsonNode> parts(JsonNode answer) {
        return candidates(answer)
                .flatMap(candidate -> candidate.path("content").path("parts").valueStream());
    }

    static String text(JsonNode answer, boolean thought) {
        return String.join(
                "",
                parts(answer)
                        .filter(part -> part.path("thought").asBoolean(false) == thought)
                        .map(part -> part.path("text").asString(""))
                        .toList());
    }
}
