package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.JsonArraySplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A recorded Gemini answer, read and written again,")
class RecordedGeminiTranslatedAnswersTest {
    private final GeminiCodec codec = new GeminiCodec();

    static Stream<RecordedExchange> answers() {
        return Stream.concat(GeminiRecordings.streams(), GeminiRecordings.wholes());
    }

    static AnswerContext context(Dialect origin, boolean array) {
        return new AnswerContext(
                "call-7",
                null,
                Instant.EPOCH,
                origin,
                "channel",
                ChatRequest.builder(Dialect.GEMINI_GENERATE, "gemini-x").build(),
                false,
                array,
                () -> null);
    }

    private List<ChatEvent> events(RecordedExchange exchange) {
        return exchange.sse().isPresent() || exchange.hasTag("json-array-stream")
                ? Frames.events(codec.newStreamReader(), GeminiRecordings.frames(exchange))
                : codec.readBody(exchange.json().orElseThrow());
    }

    static byte[] written(StreamWriter writer, List<ChatEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> writer.write(event, out));
        return out.toByteArray();
    }

    static List<WireFrame> frames(byte[] body, boolean array) {
        FrameSplitter splitter = array ? new JsonArraySplitter() : new SseSplitter();
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        List<WireFrame> frames = new ArrayList<>();
        for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
            frames.add(WireFrame.of(null, frame.dataText()));
        }
        return frames;
    }

    @ParameterizedTest
    @MethodSource("answers")
    void is_the_same_as_events(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        byte[] sse = written(codec.newStreamWriter(context(Dialect.GEMINI_GENERATE, false)), events);
        assertThat(said(Frames.events(codec.newStreamReader(), frames(sse, false))))
                .isEqualTo(said(events));
    }

    @ParameterizedTest
    @MethodSource("answers")
    @Tag("field-14")
    void is_the_same_as_an_array(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        byte[] array = written(codec.newStreamWriter(context(Dialect.GEMINI_GENERATE, true)), events);
        assertThat(GeminiRecordings.json(array).isArray()).isTrue();
        assertThat(said(Frames.events(codec.newStreamReader(), frames(array, true))))
                .isEqualTo(said(events));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void is_the_same_as_a_whole(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        byte[] whole = codec.writeBody(events, context(Dialect.GEMINI_GENERATE, false));
        assertThat(codec.meterBody(whole).error()).isNull();
        assertThat(said(codec.readBody(whole))).isEqualTo(said(events));
    }

    /** What Google tells of the answer as a whole stands behind it in what is written, wherever it stood before. */
    private static List<Object> said(List<ChatEvent> events) {
        ChatResponse response = Frames.response(events);
        List<Object> blocks = new ArrayList<>();
        List<Object> behind = new ArrayList<>();
        for (ContentBlock block : response.blocks()) {
            if (block instanceof ContentBlock.Unmapped unmapped) {
                String name = unmapped.json().names().get(0);
                boolean part = name.contains("Code") || name.startsWith("code") || name.startsWith("tool");
                (part ? blocks : behind)
                        .add(GeminiRecordings.json(unmapped.json().toBytes()));
            } else if (block instanceof ContentBlock.ToolCall call) {
                blocks.add(List.of(call.id(), call.name(), GeminiRecordings.json(call.arguments())));
            } else {
                blocks.add(block);
            }
        }
        return List.of(
                blocks,
                new java.util.HashSet<>(behind),
                response.finishReason(),
                response.usage(),
                String.valueOf(response.model()));
    }
}
