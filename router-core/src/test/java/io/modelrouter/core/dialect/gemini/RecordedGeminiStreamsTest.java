package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A recorded Gemini stream")
class RecordedGeminiStreamsTest {
    private static final String STREAMS = "io.modelrouter.core.dialect.gemini.GeminiRecordings#streams";

    private final GeminiCodec codec = new GeminiCodec();

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R4.1")
    void is_complete_with_its_finish_reason_and_not_before(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        boolean finished = false;
        for (WireFrame frame : GeminiRecordings.frames(exchange)) {
            finished |= GeminiRecordings.candidates(GeminiRecordings.json(frame))
                    .anyMatch(candidate -> candidate.has("finishReason"));
            assertThat(meter.accept(frame)).isNotIn(Role.MALFORMED, Role.ERROR, Role.USAGE_ONLY);
            assertThat(meter.complete()).isEqualTo(finished);
        }
        assertThat(meter.complete()).isTrue();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R1.14")
    void meters_the_last_usage_with_thinking_in_the_output(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        JsonNode usage = null;
        for (WireFrame frame : GeminiRecordings.frames(exchange)) {
            meter.accept(frame);
            JsonNode told = GeminiRecordings.json(frame).path("usageMetadata");
            usage = told.has("totalTokenCount") ? told : usage;
        }
        assertThat(usage).isNotNull();
        RecordedGeminiAnswersTest.assertUsage(meter.usage(), usage);
        assertThat(meter.usageReported()).isTrue();
        assertThat(meter.usageSuspect()).isFalse();
        assertThat(meter.usageEnd()).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void reads_into_legal_events_that_agree_with_the_meter(RecordedExchange exchange) {
        List<WireFrame> frames = GeminiRecordings.frames(exchange);
        StreamMeter meter = codec.newStreamMeter();
        frames.forEach(meter::accept);
        ChatResponse response = assemble(frames);

        assertThat(response.usage()).isEqualTo(meter.usage());
        assertThat(response.text()).isEqualTo(text(frames, false));
        assertThat(response.reasoning()).isEqualTo(text(frames, true));
        boolean calls = exchange.hasTag("tool-call") || exchange.hasTag("parallel-tool-calls");
        assertThat(response.toolCalls().isEmpty()).isEqualTo(!calls);
        assertThat(response.finishReason())
                .isEqualTo(new FinishReason(calls ? FinishReason.Kind.TOOL_CALLS : FinishReason.Kind.STOP, "STOP"));
        assertThat(new HashSet<>(ids(response))).hasSameSizeAs(ids(response));
        assertThat(ids(response)).allMatch(id -> id.matches("[A-Za-z0-9_-]{1,64}"));
        assertThat(response.toolCalls())
                .allSatisfy(call -> assertThat(
                                GeminiRecordings.json(call.arguments()).isObject())
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void loses_no_signature(RecordedExchange exchange) {
        List<WireFrame> frames = GeminiRecordings.frames(exchange);
        List<String> expected = frames.stream()
                .flatMap(frame -> GeminiRecordings.parts(GeminiRecordings.json(frame)))
                .filter(part -> part.has("text") || part.has("functionCall"))
                .map(part -> part.path("thoughtSignature").asString(""))
                .filter(signature -> !signature.isEmpty())
                .toList();
        List<String> signatures = new ArrayList<>();
        StreamReader reader = codec.newStreamReader();
        for (WireFrame frame : frames) {
            reader.read(frame, event -> {
                if (event instanceof ChatEvent.ReasoningSigned signed) {
                    signatures.add(signed.signature());
                }
            });
        }
        assertThat(signatures).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R2.1")
    void commits_with_its_first_content(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        for (WireFrame frame : GeminiRecordings.frames(exchange)) {
            Role role = meter.accept(frame);
            if (role == Role.CONTENT || role == Role.END) {
                return;
            }
            assertThat(role).isEqualTo(Role.PREAMBLE);
            assertThat(meter.outputChars()).isZero();
        }
    }

    private ChatResponse assemble(List<WireFrame> frames) {
        ResponseAssembler assembler = new ResponseAssembler();
        StreamReader reader = codec.newStreamReader();
        frames.forEach(frame -> reader.read(frame, assembler));
        reader.end(assembler);
        return assembler.response();
    }

    private static String text(List<WireFrame> frames, boolean thought) {
        return String.join(
                "",
                frames.stream()
                        .map(frame -> GeminiRecordings.text(GeminiRecordings.json(frame), thought))
                        .toList());
    }

    private static List<String> ids(ChatResponse response) {
        return response.toolCalls().stream().map(ContentBlock.ToolCall::id).toList();
    }
}
