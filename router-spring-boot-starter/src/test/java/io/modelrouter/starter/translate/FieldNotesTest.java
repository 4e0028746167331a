package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What users of other routers report, for every pair of dialects. */
@DisplayName("A translated call")
class FieldNotesTest {
    private static final String FIRST =
            "{\"city\":\"M\\u00fcnchen \\\"\uD83C\uDF0D\\\"\",\"n\":0,\"deep\":{\"a\":[1,false,null]}}";
    private static final String SECOND = "{\"city\":\"Rome\"}";
    private static final Usage USAGE = Usage.builder().input(5).output(7).build();
    private static final FinishReason STOP = new FinishReason(FinishReason.Kind.STOP, "stop");

    private static Dialect origin(Dialect client) {
        return client == Dialect.CLAUDE_MESSAGES ? Dialect.OPENAI_CHAT : Dialect.CLAUDE_MESSAGES;
    }

    /** Two calls whose arguments come in turn, the first cut at a place, under a reason that knows of no call. */
    private static List<ChatEvent> parallelCalls(int cut) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.MessageStarted("id", "upstream-model"));
        events.add(new ChatEvent.ToolCallStarted(0, 0, "call.1:a", "f"));
        events.add(new ChatEvent.ToolArgumentsDelta(0, FIRST.substring(0, cut)));
        events.add(new ChatEvent.ToolCallStarted(1, 0, "call.1:b", "f"));
        events.add(new ChatEvent.ToolArgumentsDelta(1, SECOND));
        events.add(new ChatEvent.ToolArgumentsDelta(0, FIRST.substring(cut)));
        events.add(new ChatEvent.BlockEnded(1));
        events.add(new ChatEvent.BlockEnded(0));
        events.add(new ChatEvent.Finished(STOP, USAGE));
        return events;
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-3")
    @Tag("field-16")
    @Tag("field-19")
    void keepsParallelCallsApartWhereverTheirArgumentsAreCut(Dialect client) {
        for (int cut = 0; cut <= FIRST.length(); cut++) {
            List<ChatEvent> events = parallelCalls(cut);
            AnswerContext context = TranslatedAnswersTest.context(client, origin(client), false);
            AnswerMeaning streamed = AnswerMeaning.of(
                    client, Sdks.streamed(client, TranslatedAnswersTest.streamed(events, client, context), false));
            assertThat(AnswerComparer.differences(AnswerMeaning.of(events), streamed, client))
                    .as("cut at %d", cut)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-28")
    void showsOneModelNameInAllItsEvents(Dialect client) {
        AnswerContext plain = TranslatedAnswersTest.context(client, origin(client), false);
        AnswerContext context = new AnswerContext(
                plain.callId(),
                "the-alias",
                plain.created(),
                plain.origin(),
                plain.channel(),
                plain.request(),
                true,
                false,
                plain.usageMembers());
        String streamed = text(TranslatedAnswersTest.streamed(parallelCalls(3), client, context));
        String whole = text(Corpus.codec(client).writeBody(parallelCalls(3), context));
        assertThat(streamed).contains("the-alias").doesNotContain("upstream-model");
        assertThat(whole).contains("the-alias").doesNotContain("upstream-model");
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-5")
    void endsABrokenStreamHonestlyWhereverItBreaks(Dialect client) {
        List<ChatEvent> events = new ArrayList<>(List.of(
                new ChatEvent.MessageStarted("id", "m"),
                new ChatEvent.BlockStarted(0, 0, BlockKind.REASONING),
                new ChatEvent.ReasoningDelta(0, "hm"),
                new ChatEvent.BlockEnded(0),
                new ChatEvent.BlockStarted(1, 0, BlockKind.TEXT),
                new ChatEvent.TextDelta(1, "yes")));
        events.addAll(List.of(
                new ChatEvent.ToolCallStarted(2, 0, "call_1", "f"), new ChatEvent.ToolArgumentsDelta(2, "{\"a")));
        for (int length = 1; length <= events.size(); length++) {
            StreamWriter writer =
                    Corpus.codec(client).newStreamWriter(TranslatedAnswersTest.context(client, origin(client), false));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            events.subList(0, length).forEach(event -> writer.write(event, out));
            out.writeBytes(writer.error(
                    RouterException.of(RouterErrorCode.UPSTREAM_FAILED, "it broke")
                            .build(),
                    "req-1"));
            assertThat(text(out.toByteArray()))
                    .as("after %d events", length)
                    .contains("it broke")
                    .doesNotContain("[DONE]", "message_stop", "response.completed", "\"finishReason\"");
        }
    }

    @Test
    @Tag("field-13")
    void tellsAChatClientTheUsageOnlyWhereItAsked() {
        AnswerContext plain = TranslatedAnswersTest.context(Dialect.OPENAI_CHAT, Dialect.CLAUDE_MESSAGES, false);
        AnswerContext silent = new AnswerContext(
                plain.callId(),
                null,
                plain.created(),
                plain.origin(),
                plain.channel(),
                plain.request(),
                false,
                false,
                plain.usageMembers());
        assertThat(text(TranslatedAnswersTest.streamed(parallelCalls(3), Dialect.OPENAI_CHAT, plain)))
                .contains("\"completion_tokens\":7");
        assertThat(text(TranslatedAnswersTest.streamed(parallelCalls(3), Dialect.OPENAI_CHAT, silent)))
                .doesNotContain("completion_tokens");
    }

    @Test
    @Tag("field-14")
    void isOneJsonArrayForAGeminiClientThatAskedForNoEvents() {
        AnswerContext context = TranslatedAnswersTest.context(Dialect.GEMINI_GENERATE, Dialect.OPENAI_CHAT, true);
        JsonNode all = Corpus.json(TranslatedAnswersTest.streamed(parallelCalls(3), Dialect.GEMINI_GENERATE, context));
        assertThat(all.isArray()).isTrue();
        assertThat(all.path(all.size() - 1)
                        .path("candidates")
                        .path(0)
                        .path("finishReason")
                        .asString())
                .isEqualTo("STOP");
    }

    @Test
    @Tag("field-17")
    void gathersTheResultsOfParallelCallsInTheOrderTheyCame() {
        ChatRequest request = FidelityTable.read(
                Dialect.OPENAI_CHAT,
                RawJson.parse("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                        + "{\"role\":\"assistant\",\"tool_calls\":["
                        + "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},"
                        + "{\"role\":\"user\",\"content\":\"go on\"}]}"));
        JsonNode claude = body(TranslatedRequestsTest.write(request, Dialect.CLAUDE_MESSAGES))
                .path("messages");
        assertThat(claude.size()).isEqualTo(3);
        assertThat(claude.path(2).path("content").findValuesAsString("tool_use_id"))
                .containsExactly("b", "a");
        JsonNode gemini = body(TranslatedRequestsTest.write(request, Dialect.GEMINI_GENERATE))
                .path("contents");
        assertThat(gemini.size()).isEqualTo(3);
        assertThat(gemini.path(2).findValuesAsString("output")).containsExactly("2", "1");
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-26")
    void keepsZeroes(Dialect channel) {
        ChatRequest request = FidelityTable.read(
                Dialect.OPENAI_CHAT,
                RawJson.parse("{\"model\":\"m\",\"temperature\":0,\"top_p\":0.0,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
        JsonNode body = body(TranslatedRequestsTest.write(request, channel));
        assertThat(body.findValue("temperature").decimalValue()).isZero();
        JsonNode topP = body.findValue(channel == Dialect.GEMINI_GENERATE ? "topP" : "top_p");
        assertThat(topP.decimalValue()).isZero();
    }

    private static JsonNode body(WrittenRequest written) {
        return Corpus.json(written.body().toBytes());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
