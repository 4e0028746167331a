package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Recorded chat answers")
class RecordedChatTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    static RecordedExchanges chats() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "azure-openai", "openai-compatible")
                .api("chat")
                .successful();
    }

    static Stream<RecordedExchange> streams() {
        return chats()
                .streamed()
                .withoutTag("error-mid-stream")
                .where("SSE", e -> e.sse().isPresent())
                .stream();
    }

    static Stream<RecordedExchange> answers() {
        return chats().notStreamed().withoutTag("error-in-200").stream();
    }

    @ParameterizedTest
    @MethodSource("streams")
    @Tag("R4.1")
    @DisplayName("every stream is told complete, and only at its end")
    void completeness(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        List<WireFrame> frames = Frames.of(exchange);
        assertThat(frames).isNotEmpty();
        boolean committed = false;
        for (WireFrame frame : frames) {
            Role role = meter.accept(frame);
            assertThat(role).isNotIn(Role.MALFORMED, Role.ERROR);
            if (!committed && role != Role.END) {
                assertThat(meter.complete()).isFalse();
            }
            committed |= role == Role.CONTENT || role == Role.END;
        }
        assertThat(committed).isTrue();
        assertThat(meter.complete()).isTrue();
        assertThat(meter.error()).isEmpty();
        assertThat(meter.usageSuspect()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("streams")
    @Tag("R1.14")
    @DisplayName("meter and reader of a stream agree on the usage, which is the last one told")
    void streamUsage(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        List<WireFrame> frames = Frames.of(exchange);
        frames.forEach(meter::accept);
        ChatResponse answer = Frames.response(Frames.events(codec.newStreamReader(), frames));

        assertThat(answer.usage()).isEqualTo(meter.usage());
        JsonNode told = null;
        for (WireFrame frame : frames) {
            JsonNode chunk = JsonTree.read(frame);
            if (chunk != null && chunk.path("usage").isObject()) {
                told = chunk.path("usage");
            } else if (chunk != null && chunk.path("x_groq").path("usage").isObject()) {
                told = chunk.path("x_groq").path("usage");
            }
        }
        assertThat(meter.usageReported()).isEqualTo(told != null);
        if (told != null) {
            agrees(meter.usage(), told);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("the events of a stream are legal and say what its deltas say")
    void streamContent(RecordedExchange exchange) {
        List<WireFrame> frames = Frames.of(exchange);
        ChatResponse answer = Frames.response(Frames.events(codec.newStreamReader(), frames));
        StreamMeter meter = codec.newStreamMeter();
        frames.forEach(meter::accept);

        TreeMap<Integer, StringBuilder> texts = new TreeMap<>();
        TreeMap<String, StringBuilder> arguments = new TreeMap<>();
        TreeMap<String, String> ids = new TreeMap<>();
        for (WireFrame frame : frames) {
            JsonNode chunk = JsonTree.read(frame);
            if (chunk == null || !chunk.isObject()) {
                continue;
            }
            for (JsonNode choice : chunk.path("choices")) {
                JsonNode delta = choice.path("delta");
                int index = choice.path("index").asInt(0);
                StringBuilder text = texts.computeIfAbsent(index, i -> new StringBuilder());
                if (delta.path("content").isString()) {
                    text.append(delta.path("content").stringValue());
                }
                for (JsonNode part : delta.path("content")) {
                    text.append(part.path("text").asString(""));
                }
                for (JsonNode call : delta.path("tool_calls")) {
                    // Cerebras once counts two calls as 0; their ids differ.
                    String key = index + "/" + call.path("index").asInt();
                    String id = call.path("id").asString("");
                    ids.merge(key, id, (before, now) -> now.isEmpty() ? before : now);
                    arguments
                            .computeIfAbsent(key + "/" + ids.get(key), i -> new StringBuilder())
                            .append(call.path("function").path("arguments").asString(""));
                }
            }
        }
        texts.forEach(
                (index, text) -> assertThat(text(answer.choices().get(index))).isEqualTo(text.toString()));
        List<String> calls = new ArrayList<>();
        answer.choices().forEach(choice -> calls.addAll(arguments(choice)));
        assertThat(calls)
                .containsExactlyInAnyOrderElementsOf(
                        arguments.values().stream().map(StringBuilder::toString).toList());
        assertThat(meter.outputChars()).isGreaterThanOrEqualTo(said(answer));
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("a stream that called a tool finishes for that reason, whatever it says")
    void streamFinish(RecordedExchange exchange) {
        ChatResponse answer = Frames.response(Frames.events(codec.newStreamReader(), Frames.of(exchange)));
        boolean called = !answer.toolCalls().isEmpty();
        assertThat(called).isEqualTo(exchange.hasTag("tool-call"));
        if (called) {
            assertThat(answer.finishReason().kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
        }
        assertThat(exchange.tags()).contains("finish:" + answer.finishReason().raw());
        assertThat(answer.id()).isNotEmpty();
        if (!"openai-compatible".equals(exchange.protocol()) || exchange.hasTag("response-only")) {
            assertThat(answer.model()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("a cost can be put where the meter says, and stands in the usage then")
    void spliceIntoStream(RecordedExchange exchange) {
        StreamMeter meter = codec.newStreamMeter();
        for (WireFrame frame : Frames.of(exchange)) {
            meter.accept(frame);
            JsonNode before = JsonTree.read(frame);
            boolean fits = before != null && takesCost(before.path("usage"));
            assertThat(meter.usageEnd() >= 0).isEqualTo(fits);
            if (fits) {
                JsonNode after = JsonTree.read(Frames.spliced(
                        frame.buffer(), frame.dataStart(), frame.dataEnd(), meter.usageEnd(), "\"_cost\":0.25"));
                assertThat(after).isNotNull();
                assertThat(after.path("usage").path("_cost").decimalValue()).isEqualTo(new BigDecimal("0.25"));
                assertThat(after.path("usage").size())
                        .isEqualTo(before.path("usage").size() + 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("meter and reader of a whole answer agree on the usage told, and a cost fits into it")
    void answerUsage(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        BodyTally tally = codec.meterBody(body);
        ChatResponse answer = Frames.response(codec.readBody(body));
        JsonNode told = JsonTree.read(body).path("usage");

        assertThat(tally.error()).isNull();
        assertThat(tally.usageSuspect()).isFalse();
        assertThat(tally.usageReported()).isTrue();
        assertThat(answer.usage()).isEqualTo(tally.usage());
        agrees(tally.usage(), told);
        assertThat(tally.usageEnd() >= 0).isEqualTo(takesCost(told));
        if (tally.usageEnd() >= 0) {
            byte[] priced = Frames.spliced(body, 0, body.length, tally.usageEnd(), "\"_cost\":1");
            assertThat(JsonTree.read(priced).path("usage").path("_cost").intValue())
                    .isEqualTo(1);
        }
        BodyTally untold = codec.meterBody(withoutUsage(body));
        assertThat(untold.usageReported()).isFalse();
        assertThat(untold.outputChars()).isGreaterThanOrEqualTo(said(answer));
    }

    private static byte[] withoutUsage(byte[] body) {
        return JsonTree.bytes(((ObjectNode) JsonTree.read(body)).without("usage"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("the events of a whole answer are legal and say what its messages say")
    void answerContent(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        ChatResponse answer = Frames.response(codec.readBody(body));
        JsonNode choices = JsonTree.read(body).path("choices");

        assertThat(answer.choices()).hasSize(choices.size());
        for (JsonNode choice : choices) {
            JsonNode message = choice.path("message");
            ChatResponse.Choice read = answer.choices().get(choice.path("index").asInt(0));
            StringBuilder text = new StringBuilder(
                    message.path("content").isString() ? message.path("content").stringValue() : "");
            message.path("content")
                    .forEach(part -> text.append(part.path("text").asString("")));
            assertThat(text(read)).isEqualTo(text.toString());
            List<String> arguments = new ArrayList<>();
            for (JsonNode call : message.path("tool_calls")) {
                arguments.add(call.path("function")
                        .path("arguments")
                        .asString(call.path("custom").path("input").asString("")));
            }
            String legacy = message.path("function_call").path("arguments").asString("");
            if (!legacy.isEmpty()) {
                arguments.add(legacy);
            }
            assertThat(arguments(read)).isEqualTo(arguments);
            if (!arguments.isEmpty()) {
                assertThat(read.finishReason().kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS);
            }
        }
        assertThat(answer.model()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("streams")
    @DisplayName("a stream put together as a whole answer reads the same")
    void streamedEqualsWhole(RecordedExchange exchange) {
        List<WireFrame> frames = Frames.of(exchange);
        ChatResponse streamed = Frames.response(Frames.events(codec.newStreamReader(), frames));
        byte[] whole = ChatAnswers.whole(streamed);
        ChatResponse read = Frames.response(codec.readBody(whole));

        for (int i = 0; i < streamed.choices().size(); i++) {
            assertThat(text(read.choices().get(i)))
                    .isEqualTo(text(streamed.choices().get(i)));
            assertThat(toolCalls(read.choices().get(i)))
                    .isEqualTo(toolCalls(streamed.choices().get(i)));
            assertThat(read.choices().get(i).finishReason())
                    .isEqualTo(streamed.choices().get(i).finishReason());
        }
        assertThat(codec.meterBody(whole).error()).isNull();
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("a whole answer that was cut anywhere is malformed")
    void cutAnswers(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        for (int length = 0; length < body.length; length += Math.max(1, body.length / 13)) {
            byte[] cut = java.util.Arrays.copyOf(body, length);
            assertThatThrownBy(() -> codec.meterBody(cut)).isInstanceOf(MalformedAnswerException.class);
            assertThatThrownBy(() -> codec.readBody(cut)).isInstanceOf(MalformedAnswerException.class);
        }
    }

    /** A usage that already has a cost keeps it. */
    private static boolean takesCost(JsonNode usage) {
        return usage.isObject() && !usage.isEmpty() && !usage.has("cost");
    }

    /** What OpenAI's arithmetic says, and what the imitators' own does. */
    static void agrees(Usage usage, JsonNode told) {
        long prompt = told.path("prompt_tokens").asLong(0);
        long completion = told.path("completion_tokens").asLong(0);
        long total = told.path("total_tokens").asLong(0);
        long reasoning =
                told.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
        long cached = told.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        assertThat(usage.reasoning()).isEqualTo(reasoning).isLessThanOrEqualTo(usage.output());
        assertThat(usage.cacheRead()).isGreaterThanOrEqualTo(cached);
        if (cached <= prompt) {
            assertThat(usage.prompt()).isEqualTo(prompt);
        }
        if (prompt + completion == total && reasoning <= completion) {
            assertThat(usage.output()).isEqualTo(completion);
        } else {
            assertThat(usage.output()).isEqualTo(completion + reasoning);
        }
    }

    static String text(ChatResponse.Choice choice) {
        StringBuilder text = new StringBuilder();
        for (ContentBlock block : choice.blocks()) {
            if (block instanceof ContentBlock.Text words) {
                text.append(words.text());
            }
        }
        return text.toString();
    }

    static List<ContentBlock.ToolCall> toolCalls(ChatResponse.Choice choice) {
        return choice.blocks().stream()
                .filter(ContentBlock.ToolCall.class::isInstance)
                .map(ContentBlock.ToolCall.class::cast)
                .toList();
    }

    private static List<String> arguments(ChatResponse.Choice choice) {
        return toolCalls(choice).stream().map(ContentBlock.ToolCall::arguments).toList();
    }

    /** Characters of all words of an answer. */
    private static long said(ChatResponse answer) {
        long said = 0;
        for (ChatResponse.Choice choice : answer.choices()) {
            for (ContentBlock block : choice.blocks()) {
                if (block instanceof ContentBlock.Text text) {
                    said += text.text().length();
                } else if (block instanceof ContentBlock.Reasoning reasoning) {
                    said += reasoning.text().length();
                } else if (block instanceof ContentBlock.ToolCall call) {
                    said += call.arguments().length();
                }
            }
        }
        return said;
    }
}
