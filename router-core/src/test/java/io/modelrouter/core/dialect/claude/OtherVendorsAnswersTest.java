package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Recorded answers of the other dialects, as a Claude client gets them. */
@DisplayName("A recorded answer of another dialect, for a Claude client")
class OtherVendorsAnswersTest {

    static Stream<RecordedExchange> chat() {
        return of("chat");
    }

    static Stream<RecordedExchange> responses() {
        return of("responses");
    }

    static Stream<RecordedExchange> gemini() {
        return of("generate");
    }

    private static Stream<RecordedExchange> of(String api) {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "openai-responses", "azure-openai", "openai-compatible", "gemini-generate")
                .api(api)
                .successful()
                .where("an answer that came whole", OtherVendorsAnswersTest::isWhole)
                .stream();
    }

    private static boolean isWhole(RecordedExchange exchange) {
        return exchange.tags().stream()
                .noneMatch(tag -> tag.contains("error") || tag.contains("failed") || tag.contains("json-array"));
    }

    @ParameterizedTest
    @MethodSource("chat")
    @Tag("field-3")
    void of_openai_chat_says_the_same(RecordedExchange exchange) {
        check(exchange, new OpenAiChatCodec(ErrorSettings.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("responses")
    @Tag("field-3")
    void of_openai_responses_says_the_same(RecordedExchange exchange) {
        check(exchange, new ResponsesCodec(ErrorSettings.DEFAULT));
    }

    @ParameterizedTest
    @MethodSource("gemini")
    @Tag("field-22")
    void of_gemini_says_the_same(RecordedExchange exchange) {
        check(exchange, new GeminiCodec());
    }

    private static void check(RecordedExchange exchange, ChatClientCodec codec) {
        List<ChatEvent> events = events(exchange, codec);
        ChatResponse answer = ClaudeAnswers.assembled(events);
        FinishReason.Kind kind = answer.finishReason().kind();
        AnswerContext context = ClaudeAnswers.from(codec.dialect());
        byte[] stream = ClaudeAnswers.stream(events, context);
        JsonNode whole = ClaudeRecordings.json(ClaudeAnswers.whole(events, context));
        if (kind == FinishReason.Kind.ERROR) {
            ClaudeGrammar.checkFailed(stream);
            return;
        }
        ClaudeGrammar.checkWhole(stream);
        assertThat(whole.path("content").isArray()).isTrue();
        for (ChatResponse read : List.of(
                ClaudeAnswers.readStream(stream), ClaudeAnswers.readWhole(ClaudeAnswers.whole(events, context)))) {
            if (answer.choices().size() == 1 && !hasMedia(answer)) {
                assertThat(read.text()).isEqualTo(said(answer));
            }
            assertThat(read.reasoning()).isEqualTo(answer.reasoning());
            assertThat(calls(read)).isEqualTo(calls(answer));
            assertThat(read.usage().input()).isEqualTo(answer.usage().input());
            assertThat(read.usage().cacheRead()).isEqualTo(answer.usage().cacheRead());
            assertThat(read.usage().output()).isEqualTo(answer.usage().output());
            if (!answer.toolCalls().isEmpty() && kind != FinishReason.Kind.LENGTH) {
                assertThat(read.finishReason().raw()).isEqualTo("tool_use");
            }
        }
    }

    private static List<ChatEvent> events(RecordedExchange exchange, ChatClientCodec codec) {
        if (exchange.sse().isEmpty()) {
            return codec.readBody(exchange.json().orElseThrow());
        }
        List<ChatEvent> events = new ArrayList<>();
        StreamReader reader = codec.newStreamReader();
        for (WireFrame frame : ClaudeRecordings.sse(exchange.sse().orElseThrow())) {
            reader.read(frame, events::add);
        }
        reader.end(events::add);
        return events;
    }

    private static boolean hasMedia(ChatResponse answer) {
        return answer.blocks().stream().anyMatch(ContentBlock.MediaOutput.class::isInstance);
    }

    private static String said(ChatResponse answer) {
        return answer.blocks().stream()
                .map(block -> block instanceof ContentBlock.Text text
                        ? text.text()
                        : block instanceof ContentBlock.Refusal refusal ? refusal.text() : "")
                .collect(Collectors.joining());
    }

    /** Names and arguments of the calls. */
    private static List<Object> calls(ChatResponse answer) {
        List<Object> calls = new ArrayList<>();
        for (ContentBlock.ToolCall call : answer.toolCalls()) {
            calls.add(List.of(call.name(), ObjectArguments.object(call.arguments())));
        }
        return calls;
    }
}
