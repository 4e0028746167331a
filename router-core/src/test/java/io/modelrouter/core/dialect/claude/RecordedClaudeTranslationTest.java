package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Recorded Claude traffic, by way of the neutral model")
class RecordedClaudeTranslationTest {
    private static final String REQUESTS = "io.modelrouter.core.dialect.claude.ClaudeRecordings#translatableRequests";
    private static final String STREAMS = "io.modelrouter.core.dialect.claude.ClaudeRecordings#streams";
    private static final String WHOLES = "io.modelrouter.core.dialect.claude.ClaudeRecordings#wholes";

    private final ClaudeCodec codec = new ClaudeCodec();

    @ParameterizedTest
    @MethodSource(REQUESTS)
    @Tag("field-23")
    void comes_back_from_a_request_as_the_same_tree(RecordedExchange exchange) {
        ObjectNode body = ClaudeRecordings.request(exchange);
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(ClaudeRecordings.bytes(body));
        ChatRequest neutral = codec.readRequest(request, StoredItems.NONE);
        WriteTarget target = new WriteTarget(request.model(), request.stream(), "anthropic");
        WrittenRequest written = codec.writeRequest(neutral, target);

        if (!request.stream()) {
            // A stream that is not wanted is not mentioned.
            body.remove("stream");
        }
        assertThat(ClaudeRecordings.json(written.body().toBytes())).isEqualTo(body);
        assertThat(written.losses()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(STREAMS)
    @Tag("field-1")
    void comes_back_from_a_stream_as_the_same_answer(RecordedExchange exchange) {
        List<ChatEvent> events = new ArrayList<>();
        StreamReader reader = codec.newStreamReader();
        for (WireFrame frame : ClaudeRecordings.frames(exchange)) {
            reader.read(frame, events::add);
        }
        reader.end(events::add);
        check(events);
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void comes_back_from_a_whole_message_as_the_same_answer(RecordedExchange exchange) {
        check(codec.readBody(exchange.json().orElseThrow()));
    }

    private void check(List<ChatEvent> events) {
        AnswerContext context = ClaudeAnswers.from(Dialect.CLAUDE_MESSAGES);
        byte[] stream = ClaudeAnswers.stream(events, context);
        ClaudeGrammar.checkWhole(stream);
        ChatResponse expected = ClaudeAnswers.assembled(events);
        ChatResponse streamed = ClaudeAnswers.readStream(stream);
        ChatResponse whole = ClaudeAnswers.readWhole(ClaudeAnswers.whole(events, context));

        for (ChatResponse answer : List.of(streamed, whole)) {
            assertThat(answer.model()).isEqualTo(expected.model() == null ? "m" : expected.model());
            assertThat(said(answer)).isEqualTo(said(expected));
            assertThat(answer.finishReason()).isEqualTo(expected.finishReason());
            assertThat(answer.usage()).isEqualTo(expected.usage());
        }
    }

    /** Arguments that the token limit has cut are no JSON. */
    private static Object json(String arguments) {
        return ObjectArguments.object(arguments);
    }

    /** Blocks in order; members of the ending are told at the end. An empty text says nothing. */
    private static List<Object> said(ChatResponse answer) {
        List<Object> said = new ArrayList<>();
        List<Object> ending = new ArrayList<>();
        for (ContentBlock block : answer.blocks()) {
            if (block instanceof ContentBlock.Unmapped unmapped) {
                JsonNode json = ClaudeRecordings.json(unmapped.json().toString());
                (json.has("type") ? said : ending).add(json);
            } else if (block instanceof ContentBlock.ToolCall call) {
                // A whole message has the arguments as a tree, so that white space in them is lost.
                said.add(List.of(call.id(), call.name(), json(call.arguments())));
            } else if (!(block instanceof ContentBlock.Text text
                    && text.text().isEmpty()
                    && text.citations().isEmpty())) {
                said.add(block);
            }
        }
        said.addAll(ending);
        return said;
    }
}
