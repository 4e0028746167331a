package io.modelrouter.core.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A recorded Converse answer")
class RecordedConverseTest {
    private static final String STREAMS = "io.modelrouter.core.dialect.bedrock.ConverseRecordings#streams";
    private static final String WHOLES = "io.modelrouter.core.dialect.bedrock.ConverseRecordings#wholes";
    private static final String ERRORS = "io.modelrouter.core.dialect.bedrock.ConverseRecordings#errors";

    private final ConverseCodec codec = new ConverseCodec();

    @Test
    void is_one_of_133() {
        assertThat(ConverseRecordings.all().list()).hasSize(133);
        assertThat(ConverseRecordings.streams().count()
                        + ConverseRecordings.wholes().count()
                        + ConverseRecordings.errors().count())
                .isEqualTo(133);
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R4.1")
    void ends_with_its_message_stop_and_tells_its_usage_behind_it(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        List<WireFrame> frames = ConverseRecordings.frames(exchange);
        for (WireFrame frame : frames) {
            boolean ending = List.of("messageStop", "metadata").contains(ConverseRecordings.event(frame));
            Role role = meter.accept(frame);
            assertThat(role).isNotIn(Role.MALFORMED, Role.ERROR);
            assertThat(meter.complete()).isEqualTo(ending);
            assertThat(role == Role.END).isEqualTo(ending);
        }
        assertThat(ConverseRecordings.event(frames.get(frames.size() - 1))).isEqualTo("metadata");
        assertThat(meter.usageReported()).isTrue();
        assertThat(meter.usageSuspect()).isFalse();
        JsonNode usage = ConverseRecordings.json(frames.get(frames.size() - 1)).path("usage");
        assertThat(meter.usage()).isEqualTo(told(usage));
        assertThat(meter.usage().total()).isEqualTo(usage.path("totalTokens").asLong());
    }

    private static Usage told(JsonNode usage) {
        return Usage.builder()
                .input(usage.path("inputTokens").asLong(0))
                .output(usage.path("outputTokens").asLong(0))
                .cacheRead(usage.path("cacheReadInputTokens").asLong(0))
                .cacheWrite(usage.path("cacheWriteInputTokens").asLong(0))
                .build();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("R2.1")
    void commits_with_its_first_content(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        List<Role> roles = new ArrayList<>();
        for (WireFrame frame : ConverseRecordings.frames(exchange)) {
            roles.add(meter.accept(frame));
            boolean preamble = roles.stream().allMatch(role -> role == Role.PREAMBLE || role == Role.SILENT);
            assertThat(meter.outputChars() == 0 || !preamble).isTrue();
        }
        assertThat(roles.get(0)).isEqualTo(Role.PREAMBLE);
        assertThat(meter.outputChars()).isPositive();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void streamed_is_read_into_legal_events_that_say_what_its_deltas_say(RecordedExchange exchange) {
        List<WireFrame> frames = ConverseRecordings.frames(exchange);
        ChatResponse response = assemble(events(frames));

        assertThat(exchange.tags()).contains("finish:" + response.finishReason().raw());
        assertThat(response.text()).isEqualTo(deltas(frames, "/text"));
        assertThat(response.reasoning()).isEqualTo(deltas(frames, "/reasoningContent/text"));
        assertThat(String.join(
                        "",
                        response.toolCalls().stream()
                                .map(ContentBlock.ToolCall::arguments)
                                .toList()))
                .isEqualTo(deltas(frames, "/toolUse/input"));
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void streamed_means_the_same_as_the_whole_answer_that_its_blocks_make(RecordedExchange exchange) {
        List<WireFrame> frames = ConverseRecordings.frames(exchange);

        ChatResponse streamed = assemble(events(frames));
        byte[] body = wholeOf(frames).toString().getBytes(StandardCharsets.UTF_8);
        ChatResponse whole = assemble(codec.readBody(body));

        assertThat(blocks(whole)).isEqualTo(blocks(streamed));
        assertThat(whole.finishReason()).isEqualTo(streamed.finishReason());
        assertThat(whole.usage()).isEqualTo(streamed.usage());
    }

    /** A model writes blanks into its arguments, which are gone where they are an object. */
    private static List<ContentBlock> blocks(ChatResponse response) {
        return response.blocks().stream()
                .map(block -> block instanceof ContentBlock.ToolCall call
                        ? new ContentBlock.ToolCall(
                                call.id(),
                                call.name(),
                                ConverseRecordings.json(call.arguments()).toString())
                        : block)
                .toList();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    void streamed_is_the_same_wherever_the_reads_end(RecordedExchange exchange) {
        List<ChatEvent> events = events(ConverseRecordings.frames(exchange));
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            assertThat(events(ConverseRecordings.frames(exchange, () -> 1 + random.nextInt(200))))
                    .as("seed %d", seed)
                    .isEqualTo(events);
        }
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void is_read_into_legal_events_that_say_what_its_blocks_say(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode answer = ConverseRecordings.json(body);
        ChatResponse response = assemble(codec.readBody(body));
        BodyTally tally = codec.meterBody(body);

        StringBuilder text = new StringBuilder();
        int calls = 0;
        int opaque = 0;
        for (JsonNode block : answer.at("/output/message/content")) {
            text.append(block.path("text").asString(""));
            block.at("/citationsContent/content")
                    .forEach(piece -> text.append(piece.path("text").asString("")));
            boolean servers = block.at("/toolUse/type").asString("").equals("server_tool_use");
            calls += block.has("toolUse") && !servers ? 1 : 0;
            opaque += block.at("/reasoningContent/reasoningText").has("signature")
                            || block.path("reasoningContent").has("redactedContent")
                    ? 1
                    : 0;
        }
        assertThat(response.text()).isEqualTo(text.toString());
        assertThat(response.toolCalls()).hasSize(calls);
        assertThat(response.blocks().stream()
                        .filter(block -> block instanceof ContentBlock.Reasoning some && some.signature() != null))
                .hasSize(opaque);
        assertThat(response.finishReason().raw())
                .isEqualTo(answer.path("stopReason").asString());
        assertThat(response.finishReason().kind()).isNotEqualTo(io.modelrouter.chat.FinishReason.Kind.OTHER);
        assertThat(tally.usage()).isEqualTo(told(answer.path("usage"))).isEqualTo(response.usage());
        assertThat(tally.usage().total())
                .isEqualTo(answer.at("/usage/totalTokens").asLong());
        assertThat(tally.usageReported()).isTrue();
        assertThat(tally.usageSuspect()).isFalse();
        assertThat(tally.error()).isNull();
    }

    @ParameterizedTest
    @MethodSource(ERRORS)
    @Tag("R2.2")
    void that_is_an_error_is_the_callers_or_the_channels(RecordedExchange exchange) {
        Map<String, FailureKind> kinds = Map.of(
                "otel-test-converse-stream-with-invalid-model-0-76ea9499",
                FailureKind.UNKNOWN_MODEL,
                "otel-test-converse-with-invalid-model-0-80b28bb8",
                FailureKind.UNKNOWN_MODEL,
                "pydantic-test-multimodal-tool-return-matrix-direct-uploaded-file-image-bedrock-1-1e2ef9b8",
                FailureKind.CALLER,
                "ruby-llm-chat-error-handling-with-bedrock-amazon-nova-2-lite-v1-0-raises-approp-0-652f7cf8",
                FailureKind.CREDENTIAL,
                "ruby-llm-chat-real-error-scenarios-bedrock-amazon-nova-2-lite-v1-0-handles-cont-0-1ccbf3cc",
                FailureKind.CALLER);

        UpstreamError error = codec.readError(exchange.status(), exchange.responseHeaders(), exchange.responseBody());

        assertThat(codec.classify(error)).isEqualTo(kinds.get(exchange.id()));
        assertThat(error.message())
                .isEqualTo(ConverseRecordings.json(exchange.responseBody())
                        .path("message")
                        .asString());
    }

    private List<ChatEvent> events(List<WireFrame> frames) {
        List<ChatEvent> events = new ArrayList<>();
        StreamReader reader = codec.newStreamReader();
        frames.forEach(frame -> reader.read(frame, events::add));
        reader.end(events::add);
        return events;
    }

    private static ChatResponse assemble(List<ChatEvent> events) {
        EventGrammar grammar = new EventGrammar();
        events.forEach(grammar::accept);
        assertThat(grammar.isFinished()).isTrue();
        ResponseAssembler assembler = new ResponseAssembler();
        events.forEach(assembler);
        return assembler.response();
    }

    private static String deltas(List<WireFrame> frames, String pointer) {
        StringBuilder text = new StringBuilder();
        for (WireFrame frame : frames) {
            text.append(ConverseRecordings.json(frame).at("/delta" + pointer).asString(""));
        }
        return text.toString();
    }

    /** The answer as Converse would have given it whole, put together without the reader. */
    private static ObjectNode wholeOf(List<WireFrame> frames) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode content = answer.putObject("output").putObject("message").putArray("content");
        for (WireFrame frame : frames) {
            JsonNode data = ConverseRecordings.json(frame);
            int index = data.path("contentBlockIndex").asInt(-1);
            while (content.size() <= index) {
                content.addObject();
            }
            switch (ConverseRecordings.event(frame)) {
                case "contentBlockStart" -> ((ObjectNode) content.get(index)).setAll((ObjectNode) data.path("start"));
                case "contentBlockDelta" -> grow((ObjectNode) content.get(index), data.path("delta"));
                case "messageStop" -> answer.set("stopReason", data.path("stopReason"));
                case "metadata" -> {
                    answer.set("usage", data.path("usage"));
                    answer.setAll((ObjectNode) data);
                }
                default -> {}
            }
        }
        for (JsonNode block : content) {
            JsonNode cited = block.get("citationsContent");
            if (cited != null && block.has("text")) {
                ((ObjectNode) cited).putArray("content").addObject().set("text", block.path("text"));
                ((ObjectNode) block).remove("text");
            }
            if (block.has("toolUse")) {
                ObjectNode use = (ObjectNode) block.path("toolUse");
                use.set("input", ConverseRecordings.json(use.path("input").asString("{}")));
            }
        }
        return answer;
    }

    private static void grow(ObjectNode block, JsonNode delta) {
        if (delta.has("text")) {
            block.put(
                    "text", block.path("text").asString("") + delta.path("text").asString());
        }
        if (delta.has("toolUse")) {
            ObjectNode use = block.withObject("toolUse");
            use.put(
                    "input",
                    use.path("input").asString("") + delta.at("/toolUse/input").asString());
        }
        if (delta.has("citation")) {
            block.withObject("citationsContent").withArray("citations").add(delta.path("citation"));
        }
        delta.path("reasoningContent").properties().forEach(member -> {
            ObjectNode reasoning = block.withObject("reasoningContent");
            ObjectNode place =
                    member.getKey().equals("redactedContent") ? reasoning : reasoning.withObject("reasoningText");
            place.put(
                    member.getKey(),
                    place.path(member.getKey()).asString("") + member.getValue().asString());
        });
    }
}
