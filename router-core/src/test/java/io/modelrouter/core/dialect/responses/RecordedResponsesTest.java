package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason.Kind;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Recorded responses")
class RecordedResponsesTest {
    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    static RecordedExchanges responses() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-responses", "azure-openai", "openai-compatible")
                .api("responses", "responses-get")
                .successful();
    }

    static Stream<RecordedExchange> streams() {
        return responses()
                .where("one response as SSE", RecordedResponsesTest::isOneResponse)
                .withoutTag("error-mid-stream")
                .stream();
    }

    /** A few recordings of payloads hold the responses of several calls, one after the other. */
    private static boolean isOneResponse(RecordedExchange exchange) {
        if (exchange.sse().isEmpty()) {
            return false;
        }
        String text = new String(exchange.sse().orElseThrow(), StandardCharsets.UTF_8);
        String end = "\"type\":\"response.completed\"";
        return text.indexOf(end) == text.lastIndexOf(end);
    }

    /** In others the deltas were trimmed by hand, so that they say less than the whole. */
    private static boolean isTrimmed(RecordedExchange exchange) {
        return exchange.responseFidelity() == RecordedExchange.Fidelity.PAYLOAD;
    }

    static Stream<RecordedExchange> answers() {
        return responses().where("JSON", e -> e.json().isPresent()).stream();
    }

    private static JsonNode terminal(List<WireFrame> frames) {
        for (WireFrame frame : frames) {
            JsonNode event = JsonTree.read(frame);
            if (event != null && event.path("type").asString("").equals("response.completed")) {
                return event.path("response");
            }
        }
        throw new AssertionError("no response.completed");
    }

    @ParameterizedTest
    @MethodSource("streams")
    @Tag("R4.1")
    @DisplayName("every stream is complete at its terminal event and not before")
    void completeness(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        for (WireFrame frame : Frames.of(exchange)) {
            boolean complete = meter.complete();
            Role role = meter.accept(frame);
            assertThat(role).isNotIn(Role.MALFORMED, Role.ERROR, Role.USAGE_ONLY, Role.SILENT);
            assertThat(role == Role.END).isEqualTo(complete || meter.complete());
        }
        assertThat(meter.complete()).isTrue();
        assertThat(meter.usageReported()).isTrue();
        assertThat(meter.usageSuspect()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("a stream reads as the whole response at its end does")
    void streamedEqualsWhole(RecordedExchange exchange) {
        List<WireFrame> frames = Frames.of(exchange);
        StreamMeter meter = codec.newStreamMeter();
        frames.forEach(meter::accept);
        JsonNode whole = terminal(frames);
        byte[] body = JsonTree.bytes(whole);
        BodyTally tally = codec.meterBody(body);
        ChatResponse streamed = Frames.response(Frames.events(codec.newStreamReader(), frames));
        ChatResponse read = Frames.response(codec.readBody(body));

        assertThat(streamed.model()).isEqualTo(read.model());
        assertThat(streamed.toolCalls()).isEqualTo(read.toolCalls());
        if (isTrimmed(exchange)) {
            assertThat(texts(streamed)).hasSameSizeAs(texts(read));
        } else {
            assertThat(streamed.id()).isEqualTo(read.id());
            assertThat(texts(streamed)).isEqualTo(texts(read));
            assertThat(streamed.reasoning()).isEqualTo(read.reasoning());
            assertThat(meter.outputChars()).isGreaterThanOrEqualTo(read.text().length());
        }
        assertThat(streamed.finishReason()).isEqualTo(read.finishReason());
        assertThat(streamed.usage())
                .isEqualTo(read.usage())
                .isEqualTo(meter.usage())
                .isEqualTo(tally.usage());
        agrees(meter.usage(), whole.path("usage"));
        assertThat(streamed.blocks()).hasSameSizeAs(read.blocks());
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("a cost can be put where the meter says, and stands in the usage then")
    void splice(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        int spliced = 0;
        for (WireFrame frame : Frames.of(exchange)) {
            meter.accept(frame);
            if (meter.usageEnd() >= 0) {
                spliced++;
                JsonNode after = JsonTree.read(Frames.spliced(
                        frame.buffer(), frame.dataStart(), frame.dataEnd(), meter.usageEnd(), "\"_cost\":1"));
                assertThat(after.path("response").path("usage").path("_cost").intValue())
                        .isEqualTo(1);
            }
        }
        boolean fits = !terminal(Frames.of(exchange)).path("usage").has("cost");
        assertThat(spliced).isEqualTo(fits ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("a whole response says what its items say")
    void answers(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode whole = JsonTree.read(body);
        BodyTally tally = codec.meterBody(body);
        ChatResponse answer = Frames.response(codec.readBody(body));

        assertThat(tally.error()).isNull();
        assertThat(answer.usage()).isEqualTo(tally.usage());
        assertThat(tally.usageReported()).isEqualTo(whole.path("usage").isObject());
        if (tally.usageReported()) {
            agrees(tally.usage(), whole.path("usage"));
            boolean fits = !whole.path("usage").has("cost");
            assertThat(tally.usageEnd() >= 0).isEqualTo(fits);
            if (fits) {
                byte[] priced = Frames.spliced(body, 0, body.length, tally.usageEnd(), "\"_cost\":1");
                assertThat(JsonTree.read(priced).path("usage").path("_cost").intValue())
                        .isEqualTo(1);
            }
        }
        List<String> texts = new ArrayList<>();
        List<ContentBlock.ToolCall> calls = new ArrayList<>();
        int unmapped = 0;
        for (JsonNode item : whole.path("output")) {
            switch (item.path("type").asString()) {
                case "message":
                    item.path("content")
                            .forEach(part -> texts.add(part.path("text").asString()));
                    break;
                case "function_call":
                case "custom_tool_call":
                    calls.add(new ContentBlock.ToolCall(
                            item.path("call_id").asString(),
                            item.path("name").asString(),
                            item.path("arguments").asString(item.path("input").asString(""))));
                    break;
                case "reasoning":
                    break;
                default:
                    unmapped++;
            }
        }
        texts.removeIf(String::isEmpty);
        BodyTally untold = codec.meterBody(JsonTree.bytes(((ObjectNode) whole.deepCopy()).without("usage")));
        assertThat(untold.usageReported()).isFalse();
        assertThat(untold.outputChars()).isGreaterThanOrEqualTo(answer.text().length());
        assertThat(texts(answer)).isEqualTo(texts);
        assertThat(answer.toolCalls()).isEqualTo(calls);
        assertThat(answer.blocks().stream().filter(ContentBlock.Unmapped.class::isInstance))
                .hasSizeGreaterThanOrEqualTo(unmapped);
        if (exchange.hasTag("response-queued")) {
            assertThat(answer.finishReason().raw()).isEqualTo("queued");
        } else {
            assertThat(answer.finishReason().kind()).isEqualTo(calls.isEmpty() ? Kind.STOP : Kind.TOOL_CALLS);
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("a response that was cut anywhere is malformed")
    void cutAnswers(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        for (int length = 0; length < body.length; length += Math.max(1, body.length / 13)) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> codec.meterBody(cut)).isInstanceOf(MalformedAnswerException.class);
            assertThatThrownBy(() -> codec.readBody(cut)).isInstanceOf(MalformedAnswerException.class);
        }
    }

    static Stream<RecordedExchange> sealedStreams() {
        return streams().filter(e -> e.hasTag("reasoning-encrypted"));
    }

    @ParameterizedTest
    @MethodSource("sealedStreams")
    @DisplayName("sealed reasoning is the one of the finished item, once for each item")
    void sealedReasoning(RecordedExchange exchange) {
        List<WireFrame> frames = Frames.of(exchange);
        List<String> sealed = new ArrayList<>();
        for (WireFrame frame : frames) {
            JsonNode event = JsonTree.read(frame);
            JsonNode item = event == null ? null : event.path("item");
            if (item != null
                    && event.path("type").asString("").equals("response.output_item.done")
                    && item.path("type").asString("").equals("reasoning")
                    && item.path("encrypted_content").isString()) {
                sealed.add(item.path("encrypted_content").stringValue());
            }
        }
        ChatResponse answer = Frames.response(Frames.events(codec.newStreamReader(), frames));
        assertThat(answer.blocks().stream()
                        .filter(ContentBlock.Reasoning.class::isInstance)
                        .map(block -> ((ContentBlock.Reasoning) block).signature())
                        .filter(signature -> signature != null))
                .containsExactlyElementsOf(sealed);
    }

    static void agrees(Usage usage, JsonNode told) {
        assertThat(usage.prompt()).isEqualTo(told.path("input_tokens").asLong());
        assertThat(usage.output()).isEqualTo(told.path("output_tokens").asLong());
        assertThat(usage.cacheRead())
                .isEqualTo(
                        told.path("input_tokens_details").path("cached_tokens").asLong());
        assertThat(usage.cacheWrite())
                .isEqualTo(told.path("input_tokens_details")
                        .path("cache_write_tokens")
                        .asLong(0));
        assertThat(usage.reasoning())
                .isEqualTo(told.path("output_tokens_details")
                        .path("reasoning_tokens")
                        .asLong());
    }

    private static List<String> texts(ChatResponse answer) {
        return answer.blocks().stream()
                .filter(ContentBlock.Text.class::isInstance)
                .map(block -> ((ContentBlock.Text) block).text())
                .toList();
    }
}
