package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A recorded whole Gemini answer")
class RecordedGeminiAnswersTest {
    private static final String WHOLES = "io.modelrouter.core.dialect.gemini.GeminiRecordings#wholes";

    private final GeminiCodec codec = new GeminiCodec();

    /** Output is candidates and thoughts; what came from the cache is inside the prompt, what tools fed back is not. */
    static void assertUsage(Usage usage, JsonNode told) {
        long prompt = told.path("promptTokenCount").asLong(0)
                + told.path("toolUsePromptTokenCount").asLong(0);
        long thoughts = told.path("thoughtsTokenCount").asLong(0);
        assertThat(usage.prompt()).isEqualTo(prompt);
        assertThat(usage.cacheRead())
                .isEqualTo(told.path("cachedContentTokenCount").asLong(0));
        assertThat(usage.output()).isEqualTo(told.path("candidatesTokenCount").asLong(0) + thoughts);
        assertThat(usage.reasoning()).isEqualTo(thoughts);
        assertThat(usage.total()).isEqualTo(told.path("totalTokenCount").asLong(0));
        assertThat(usage.cacheWrite()).isZero();
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    @Tag("R1.14")
    void is_metered_and_read_with_the_usage_it_tells(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode told = GeminiRecordings.json(body).path("usageMetadata");
        BodyTally tally = codec.meterBody(body);

        assertThat(tally.error()).isNull();
        assertThat(tally.usageReported()).isTrue();
        assertThat(tally.usageSuspect()).isFalse();
        assertUsage(tally.usage(), told);
        assertThat(read(body).usage()).isEqualTo(tally.usage());
        long audio = told.path("promptTokensDetails")
                .valueStream()
                .filter(detail -> detail.path("modality").asString("").equals("AUDIO"))
                .mapToLong(detail -> detail.path("tokenCount").asLong(0))
                .sum();
        assertThat(tally.usage().audioInput()).isEqualTo(audio);
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void keeps_its_text_thinking_and_calls(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode answer = GeminiRecordings.json(body);
        ChatResponse response = read(body);

        assertThat(response.text()).isEqualTo(GeminiRecordings.text(answer, false));
        assertThat(response.reasoning()).isEqualTo(GeminiRecordings.text(answer, true));
        List<JsonNode> calls = GeminiRecordings.parts(answer)
                .map(part -> part.path("functionCall"))
                .filter(JsonNode::isObject)
                .toList();
        assertThat(response.toolCalls().stream().map(ContentBlock.ToolCall::name))
                .isEqualTo(calls.stream()
                        .map(call -> call.path("name").asString(""))
                        .toList());
        assertThat(response.toolCalls().stream().map(call -> GeminiRecordings.json(call.arguments())))
                .isEqualTo(calls.stream().map(call -> call.path("args")).toList());
        assertThat(response.model()).isEqualTo(answer.path("modelVersion").asString(null));
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void derives_why_it_ended(RecordedExchange exchange) {
        FinishReason reason = read(exchange.json().orElseThrow()).finishReason();
        String raw = exchange.tags().stream()
                .filter(tag -> tag.startsWith("finish:"))
                .map(tag -> tag.substring("finish:".length()))
                .findFirst()
                .orElseThrow();
        boolean called = exchange.hasTag("tool-call") || exchange.hasTag("parallel-tool-calls");
        switch (raw) {
            case "STOP", "1" ->
                assertThat(reason)
                        .isEqualTo(new FinishReason(
                                called ? FinishReason.Kind.TOOL_CALLS : FinishReason.Kind.STOP, "STOP"));
            case "MAX_TOKENS", "2" ->
                assertThat(reason).isEqualTo(new FinishReason(FinishReason.Kind.LENGTH, "MAX_TOKENS"));
            case "MODEL_ARMOR" ->
                assertThat(reason).isEqualTo(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "MODEL_ARMOR"));
            default -> assertThat(reason.kind()).isEqualTo(FinishReason.Kind.ERROR);
        }
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void gives_the_same_answer_when_its_parts_come_one_by_one(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        ResponseAssembler assembler = new ResponseAssembler();
        StreamReader reader = codec.newStreamReader();
        for (WireFrame frame : asStream(GeminiRecordings.json(body))) {
            reader.read(frame, assembler);
        }
        reader.end(assembler);
        assertThat(withoutMadeUpIds(assembler.response())).isEqualTo(withoutMadeUpIds(read(body)));
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void is_malformed_when_cut_anywhere(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        for (int length = 0; length < body.length; length += 1 + body.length / 50) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> codec.meterBody(cut)).isInstanceOf(MalformedAnswerException.class);
            assertThatThrownBy(() -> codec.readBody(cut)).isInstanceOf(MalformedAnswerException.class);
        }
    }

    private ChatResponse read(byte[] body) {
        ResponseAssembler assembler = new ResponseAssembler();
        codec.readBody(body).forEach(assembler);
        return assembler.response();
    }

    /** A chunk for each half of a text and for each other part, the other members with the last. */
    private static List<WireFrame> asStream(JsonNode answer) {
        List<WireFrame> frames = new ArrayList<>();
        JsonNode candidate = answer.path("candidates").path(0);
        for (JsonNode part : candidate.path("content").path("parts")) {
            String text = part.path("text").asString("");
            if (text.length() > 1) {
                ObjectNode first = (ObjectNode) part.deepCopy();
                first.put("text", text.substring(0, text.length() / 2)).remove("thoughtSignature");
                frames.add(chunk(answer, first));
                ObjectNode second = (ObjectNode) part.deepCopy();
                frames.add(chunk(answer, second.put("text", text.substring(text.length() / 2))));
            } else {
                frames.add(chunk(answer, part));
            }
        }
        ObjectNode last = (ObjectNode) answer.deepCopy();
        JsonNode content = last.path("candidates").path(0).path("content");
        if (content instanceof ObjectNode object) {
            object.remove("parts");
        }
        frames.add(WireFrame.of(null, last.toString()));
        return frames;
    }

    private static WireFrame chunk(JsonNode answer, JsonNode part) {
        ObjectNode chunk = (ObjectNode) answer.deepCopy();
        for (String name : Set.copyOf(chunk.propertyNames())) {
            if (!name.equals("responseId") && !name.equals("modelVersion")) {
                chunk.remove(name);
            }
        }
        ArrayNode candidates = chunk.putArray("candidates");
        candidates
                .addObject()
                .putObject("content")
                .put("role", "model")
                .putArray("parts")
                .add(part);
        return WireFrame.of(null, chunk.toString());
    }

    /** Where an answer has no id of its own, the ids of its calls are random. */
    private static List<Object> withoutMadeUpIds(ChatResponse response) {
        List<Object> all = new ArrayList<>();
        for (ContentBlock block : response.blocks()) {
            all.add(block instanceof ContentBlock.ToolCall call ? List.of(call.name(), call.arguments()) : block);
        }
        all.add(response.finishReason());
        all.add(response.usage());
        return all;
    }
}
