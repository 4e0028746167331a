package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A recorded Claude stream")
class RecordedClaudeStreamsTest {
    private static final String STREAMS = "io.modelrouter.core.dialect.claude.ClaudeRecordings#streams";

    private final ClaudeCodec codec = new ClaudeCodec();

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R4.1")
    void is_complete_at_its_message_stop_and_not_before(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        for (WireFrame frame : oneMessage(ClaudeRecordings.frames(exchange))) {
            boolean stop = type(frame).equals("message_stop");
            if (!stop && !meter.complete()) {
                meter.accept(frame);
                assertThat(meter.complete()).isFalse();
            } else {
                assertThat(meter.accept(frame)).isNotIn(Role.MALFORMED, Role.ERROR);
                assertThat(meter.complete()).isTrue();
            }
        }
        assertThat(meter.complete()).isTrue();
        assertThat(meter.error()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R1.14")
    void meters_the_largest_of_each_count_and_adds_none(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        long input = 0;
        long cacheRead = 0;
        long cacheWrite = 0;
        long output = 0;
        for (WireFrame frame : oneMessage(ClaudeRecordings.frames(exchange))) {
            meter.accept(frame);
            JsonNode event = ClaudeRecordings.json(frame);
            for (JsonNode usage : List.of(event.path("message").path("usage"), event.path("usage"))) {
                input = Math.max(input, usage.path("input_tokens").asLong(0));
                cacheRead = Math.max(
                        cacheRead, usage.path("cache_read_input_tokens").asLong(0));
                cacheWrite = Math.max(
                        cacheWrite, usage.path("cache_creation_input_tokens").asLong(0));
                output = Math.max(output, usage.path("output_tokens").asLong(0));
            }
        }
        assertThat(meter.usageReported()).isTrue();
        assertThat(meter.usageSuspect()).isFalse();
        assertThat(meter.usage().input()).isEqualTo(input);
        assertThat(meter.usage().cacheRead()).isEqualTo(cacheRead);
        assertThat(meter.usage().cacheWrite()).isEqualTo(cacheWrite);
        assertThat(meter.usage().output()).isEqualTo(output);
        assertThat(meter.usageEnd()).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void reads_into_legal_events_that_agree_with_the_meter(RecordedExchange exchange) {
        List<WireFrame> frames = oneMessage(ClaudeRecordings.frames(exchange));
        StreamMeter meter = codec.newStreamMeter();
        frames.forEach(meter::accept);
        ChatResponse response = assemble(frames);

        assertThat(response.usage()).isEqualTo(meter.usage());
        assertThat(response.usage()).isNotEqualTo(Usage.NONE);
        assertThat(exchange.tags()).contains("finish:" + response.finishReason().raw());
        assertThat(response.text()).isEqualTo(deltas(frames, "text"));
        assertThat(response.reasoning()).isEqualTo(deltas(frames, "thinking"));
        assertThat(response.id()).startsWith("msg_");
        if (response.finishReason().kind() != FinishReason.Kind.LENGTH) {
            // The token limit may fall into the middle of the arguments.
            assertThat(response.toolCalls())
                    .allSatisfy(call -> assertThat(
                                    ClaudeRecordings.json(call.arguments()).isObject())
                            .isTrue());
        }
        assertThat(response.toolCalls().stream().map(ContentBlock.ToolCall::id).toList())
                .isEqualTo(toolIds(frames));
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R2.1")
    void commits_with_its_first_content(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        List<Role> roles = new ArrayList<>();
        for (WireFrame frame : oneMessage(ClaudeRecordings.frames(exchange))) {
            Role role = meter.accept(frame);
            roles.add(role);
            boolean preamble = roles.stream().allMatch(r -> r == Role.PREAMBLE || r == Role.SILENT);
            assertThat(meter.outputChars() == 0 || !preamble).isTrue();
        }
        assertThat(roles.get(0)).isEqualTo(Role.PREAMBLE);
        assertThat(roles.get(roles.size() - 1)).isEqualTo(Role.END);
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#splicedStreams")
    void finishes_as_an_error_where_a_second_message_is_spliced_into_it(RecordedExchange exchange) {
        List<WireFrame> frames = ClaudeRecordings.frames(exchange);
        StreamMeter meter = codec.newStreamMeter();
        frames.forEach(meter::accept);
        ChatResponse response = assemble(frames);

        assertThat(response.finishReason().kind()).isEqualTo(FinishReason.Kind.ERROR);
        assertThat(response.usage()).isEqualTo(meter.usage());
        List<String> firstIds = toolIds(frames).subList(0, 1);
        assertThat(response.toolCalls().stream().map(ContentBlock.ToolCall::id)).isEqualTo(firstIds);
    }

    private ChatResponse assemble(List<WireFrame> frames) {
        ResponseAssembler assembler = new ResponseAssembler();
        StreamReader reader = codec.newStreamReader();
        for (WireFrame frame : frames) {
            reader.read(frame, assembler);
        }
        reader.end(assembler);
        return assembler.response();
    }

    /** Two recordings hold the streams of several messages one behind the other; the first is what one call gives. */
    private static List<WireFrame> oneMessage(List<WireFrame> frames) {
        List<WireFrame> one = new ArrayList<>();
        for (WireFrame frame : frames) {
            one.add(frame);
            if (type(frame).equals("message_stop")) {
                break;
            }
        }
        return one;
    }

    private static String deltas(List<WireFrame> frames, String member) {
        StringBuilder text = new StringBuilder();
        for (WireFrame frame : frames) {
            JsonNode delta = ClaudeRecordings.json(frame).path("delta");
            text.append(delta.path(member).asString(""));
        }
        return text.toString();
    }

    private static List<String> toolIds(List<WireFrame> frames) {
        return frames.stream()
                .map(frame -> ClaudeRecordings.json(frame).path("content_block"))
                .filter(block -> block.path("type").asString("").equals("tool_use"))
                .map(block -> block.path("id").asString(""))
                .toList();
    }

    private static String type(WireFrame frame) {
        return ClaudeRecordings.json(frame).path("type").asString("");
    }
}
