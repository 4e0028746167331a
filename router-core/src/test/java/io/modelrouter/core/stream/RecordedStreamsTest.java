package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded streams, cut in every way: the frames never depend on the cut, and no byte is lost. */
@Tag("R4.6")
class RecordedStreamsTest {
    private static final String[] PROTOCOLS = {
        "openai-chat", "openai-responses", "anthropic-messages", "gemini-generate", "openai-compatible", "azure-openai"
    };

    private static RecordedExchanges sse(String... protocols) {
        return RecordedExchanges.assumePresent()
                .protocol(protocols)
                .streamed()
                .where("with an event stream", exchange -> exchange.sse().isPresent());
    }

    static Stream<RecordedExchange> everyEventStream() {
        return sse(PROTOCOLS).stream();
    }

    @ParameterizedTest
    @MethodSource("everyEventStream")
    @DisplayName("whole, byte by byte and in random pieces the frames are those of the plain rules")
    void everyStream(RecordedExchange exchange) {
        byte[] body = exchange.sse().orElseThrow();
        List<Cutting.Frame> expected = NaiveSse.frames(body);
        assertThat(expected).isNotEmpty();
        assertThat(Cutting.whole(new SseSplitter(), body).frames()).isEqualTo(expected);
        assertThat(Cutting.byteByByte(new SseSplitter(), body).frames()).isEqualTo(expected);
        Random random = new Random(exchange.id().hashCode());
        for (int i = 0; i < 20; i++) {
            assertThat(Cutting.random(new SseSplitter(), body, random).frames()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("everyEventStream")
    @DisplayName("every frame is JSON or the end mark")
    void everyFrameIsJson(RecordedExchange exchange) {
        for (String data :
                Cutting.whole(new SseSplitter(), exchange.sse().orElseThrow()).data()) {
            if (!data.equals("[DONE]")) {
                RawJson.parse(data.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-chat",
                "openai-responses",
                "anthropic-messages",
                "gemini-generate",
                "openai-compatible",
                "azure-openai"
            })
    @DisplayName("cut in two at every byte the frames stay the same")
    void everyCut(String protocol) {
        List<RecordedExchange> shortest = sse(protocol).stream()
                .sorted(Comparator.comparingInt(exchange -> exchange.sse().orElseThrow().length))
                .limit(2)
                .toList();
        for (RecordedExchange exchange : shortest) {
            byte[] body = exchange.sse().orElseThrow();
            List<Cutting.Frame> expected = NaiveSse.frames(body);
            for (int cut = 0; cut <= body.length; cut++) {
                assertThat(Cutting.at(new SseSplitter(), body, cut % 2 == 0, cut)
                                .frames())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse-crlf", "sse-comment", "sse-ping", "sse-done"})
    @DisplayName("the shortest stream with each odd framing too")
    void everyCutOfOddFraming(String tag) {
        RecordedExchange exchange = sse(PROTOCOLS).tag(tag).stream()
                .min(Comparator.comparingInt(each -> each.sse().orElseThrow().length))
                .orElseThrow();
        byte[] body = exchange.sse().orElseThrow();
        List<Cutting.Frame> expected = NaiveSse.frames(body);
        for (int cut = 0; cut <= body.length; cut++) {
            assertThat(Cutting.at(new SseSplitter(), body, true, cut).frames()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName(
            "a truncated stream gives the frames before the cut and at most the one that was whole but for its end")
    void truncated() {
        RecordedExchange exchange = sse("anthropic-messages").stream()
                .min(Comparator.comparingInt(each -> each.sse().orElseThrow().length))
                .orElseThrow();
        byte[] body = exchange.sse().orElseThrow();
        List<Cutting.Frame> all = NaiveSse.frames(body);
        for (int length = 0; length < body.length; length++) {
            List<Cutting.Frame> frames = Cutting.whole(new SseSplitter(), java.util.Arrays.copyOf(body, length))
                    .frames();
            assertThat(frames).isEqualTo(all.subList(0, frames.size()));
        }
    }

    @Test
    @DisplayName("comments of the upstream can go on as they come")
    void comments() {
        for (RecordedExchange exchange : sse(PROTOCOLS).tag("sse-comment").list()) {
            Cutting.Result result =
                    Cutting.byteByByte(new SseSplitter(), exchange.sse().orElseThrow());
            assertThat(result.skipped()).anyMatch(piece -> piece.startsWith(":"));
            assertThat(result.raws()).noneMatch(raw -> raw.startsWith(":"));
        }
    }

    @Test
    @DisplayName("a stream that is one JSON array gives its elements at every cut")
    void jsonArray() {
        for (RecordedExchange exchange :
                RecordedExchanges.assumePresent().tag("json-array-stream").list()) {
            byte[] body = exchange.json().orElseThrow();
            List<String> expected = RawJson.parse(body).elements().stream()
                    .map(element -> new String(element.toBytes(), StandardCharsets.ISO_8859_1))
                    .toList();
            assertThat(Cutting.whole(new JsonArraySplitter(), body).data()).isEqualTo(expected);
            assertThat(Cutting.byteByByte(new JsonArraySplitter(), body).data()).isEqualTo(expected);
            for (int cut = 0; cut <= body.length; cut++) {
                assertThat(Cutting.at(new JsonArraySplitter(), body, cut % 2 == 0, cut)
                                .data())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("geminiStreams")
    @DisplayName("the chunks of a Gemini stream, put into an array, come back from it")
    void geminiAsArray(RecordedExchange exchange) {
        List<String> chunks = NaiveSse.frames(exchange.sse().orElseThrow()).stream()
                .map(Cutting.Frame::data)
                .toList();
        byte[] array = ("[" + String.join("\r\n,\r\n", chunks) + "\r\n]").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Cutting.whole(new JsonArraySplitter(), array).data()).isEqualTo(chunks);
        assertThat(Cutting.byteByByte(new JsonArraySplitter(), array).data()).isEqualTo(chunks);
    }

    static Stream<RecordedExchange> geminiStreams() {
        return sse("gemini-generate").stream();
    }

    @Test
    @DisplayName("a JSON error instead of an array is one frame")
    void jsonError() {
        RecordedExchanges errors = RecordedExchanges.assumePresent()
                .protocol("gemini-generate")
                .tag("error")
                .where("with a JSON body", exchange -> exchange.json().isPresent());
        for (RecordedExchange exchange : errors.list()) {
            byte[] body = exchange.json().orElseThrow();
            if (RawJson.parse(body).kind() == RawJson.Kind.OBJECT) {
                assertThat(Cutting.byteByByte(new JsonArraySplitter(), body).frames())
                        .hasSize(1);
            }
        }
    }
}
