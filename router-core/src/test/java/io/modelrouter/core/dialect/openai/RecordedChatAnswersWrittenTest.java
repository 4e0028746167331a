package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Recorded chat answers, written again")
class RecordedChatAnswersWrittenTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    static Stream<RecordedExchange> all() {
        return Stream.concat(RecordedChatTest.streams(), RecordedChatTest.answers());
    }

    private List<ChatEvent> events(RecordedExchange exchange) {
        return exchange.sse().isPresent()
                ? Frames.events(codec.newStreamReader(), Frames.of(exchange))
                : codec.readBody(exchange.json().orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("say the same as a stream")
    void streamed(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        byte[] sse = ChatContexts.stream(codec.newStreamWriter(ChatContexts.from(Dialect.OPENAI_CHAT)), events);
        ChatStreamRules.check(sse);
        agree(Frames.response(Frames.events(codec.newStreamReader(), Frames.of(sse))), Frames.response(events));
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("say the same as a whole answer")
    void whole(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        byte[] body = codec.writeBody(events, ChatContexts.from(Dialect.OPENAI_CHAT));
        agree(Frames.response(codec.readBody(body)), Frames.response(events));
    }

    @ParameterizedTest
    @MethodSource("all")
    @Tag("field-28")
    @DisplayName("show the model's name that was asked for, and no id of the upstream's")
    void names(RecordedExchange exchange) {
        List<ChatEvent> events = events(exchange);
        AnswerContext context = ChatContexts.from(Dialect.OPENAI_CHAT);
        ChatResponse streamed = Frames.response(Frames.events(
                codec.newStreamReader(), Frames.of(ChatContexts.stream(codec.newStreamWriter(context), events))));
        ChatResponse whole = Frames.response(codec.readBody(codec.writeBody(events, context)));
        for (ChatResponse answer : List.of(streamed, whole)) {
            assertThat(answer.model()).isEqualTo("shown");
            assertThat(answer.id()).isEqualTo("chatcmpl-" + ChatContexts.ID);
        }
    }

    private static void agree(ChatResponse written, ChatResponse told) {
        assertThat(written.choices()).hasSameSizeAs(told.choices());
        for (int i = 0; i < told.choices().size(); i++) {
            ChatResponse.Choice a = written.choices().get(i);
            ChatResponse.Choice b = told.choices().get(i);
            assertThat(RecordedChatTest.text(a)).isEqualTo(RecordedChatTest.text(b));
            assertThat(calls(a)).isEqualTo(calls(b));
            assertThat(reasoning(a)).isEqualTo(reasoning(b));
            assertThat(refusal(a)).isEqualTo(refusal(b));
            assertThat(citations(a)).isEqualTo(citations(b));
            assertThat(signatures(a)).hasSameSizeAs(signatures(b));
            assertThat(a.finishReason().kind()).isEqualTo(finish(b));
        }
        assertThat(written.usage()).isEqualTo(told.usage());
    }

    private static FinishReason.Kind finish(ChatResponse.Choice choice) {
        return choice.finishReason().kind();
    }

    /** Arguments that are nothing become the empty object, which clients can parse. */
    private static List<ContentBlock.ToolCall> calls(ChatResponse.Choice choice) {
        return RecordedChatTest.toolCalls(choice).stream()
                .map(call ->
                        call.arguments().isBlank() ? new ContentBlock.ToolCall(call.id(), call.name(), "{}") : call)
                .toList();
    }

    private static String reasoning(ChatResponse.Choice choice) {
        return choice.blocks().stream()
                .filter(ContentBlock.Reasoning.class::isInstance)
                .map(block -> ((ContentBlock.Reasoning) block).text())
                .collect(Collectors.joining());
    }

    private static List<String> signatures(ChatResponse.Choice choice) {
        return choice.blocks().stream()
                .filter(ContentBlock.Reasoning.class::isInstance)
                .map(block -> ((ContentBlock.Reasoning) block).signature())
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private static String refusal(ChatResponse.Choice choice) {
        return choice.blocks().stream()
                .filter(ContentBlock.Refusal.class::isInstance)
                .map(block -> ((ContentBlock.Refusal) block).text())
                .collect(Collectors.joining());
    }

    private static List<?> citations(ChatResponse.Choice choice) {
        return choice.blocks().stream()
                .filter(ContentBlock.Text.class::isInstance)
                .flatMap(block -> ((ContentBlock.Text) block).citations().stream())
                .map(citation -> List.of(String.valueOf(citation.url()), citation.start(), citation.end()))
                .toList();
    }
}
