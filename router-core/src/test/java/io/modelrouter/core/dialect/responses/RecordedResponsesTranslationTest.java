package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MutatedJson;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Recorded responses, translated")
class RecordedResponsesTranslationTest {
    private static final StoredItems KNOWS_ALL = new StoredItems() {
        @Override
        public Optional<List<RawJson>> conversation(String responseId) {
            return Optional.of(List.of());
        }

        @Override
        public Optional<RawJson> item(String itemId) {
            return Optional.empty();
        }
    };

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    static Stream<RecordedExchange> requests() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-responses", "azure-openai", "openai-compatible")
                .api("responses")
                .where("a request that names a model", RecordedResponsesTranslationTest::hasRequest)
                .stream();
    }

    /** One recording leaves the model to a template of OpenAI's, which no router can serve. */
    private static boolean hasRequest(RecordedExchange exchange) {
        return exchange.requestBody().map(body -> tree(body).has("model")).orElse(false);
    }

    static Stream<RecordedExchange> answers() {
        return Stream.concat(RecordedResponsesTest.streams(), RecordedResponsesTest.answers());
    }

    private OpenAiResponsesRequest request(RecordedExchange exchange) {
        return OpenAiResponsesRequest.parse(exchange.requestBody().orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("a request that goes back to its own dialect has lost nothing")
    void requestsThereAndBack(RecordedExchange exchange) {
        OpenAiResponsesRequest request = request(exchange);
        ChatRequest chat = codec.readRequest(request, KNOWS_ALL);
        WrittenRequest written = codec.writeRequest(chat, new WriteTarget(request.model(), request.stream(), "openai"));

        assertThat(written.losses()).isEmpty();
        ObjectNode expected = tree(exchange.requestBody().orElseThrow());
        // What was said before stands in its place.
        expected.remove("previous_response_id");
        // A stream is asked for in so many words or not.
        expected.put("stream", request.stream());
        assertThat(written.body().toBytes()).isNotEmpty();
        assertSame(tree(written.body().toBytes()), expected);
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("a request with values of another kind in it is read and goes back the same, or is refused by name")
    void mutatedRequests(RecordedExchange exchange) {
        for (int round = 0; round < 12; round++) {
            MutatedJson mutated = new MutatedJson(exchange.id().hashCode() * 31L + round);
            byte[] body = mutated.body(exchange.requestBody().orElseThrow());
            OpenAiResponsesRequest request;
            try {
                request = OpenAiResponsesRequest.parse(body);
            } catch (InvalidRequestException e) {
                continue;
            }
            try {
                ChatRequest chat = codec.readRequest(request, KNOWS_ALL);
                WrittenRequest written =
                        codec.writeRequest(chat, new WriteTarget(request.model(), request.stream(), "openai"));
                assertThat(written.losses()).isEmpty();
                ObjectNode expected = tree(body);
                expected.remove("previous_response_id");
                expected.put("stream", request.stream());
                assertSame(tree(written.body().toBytes()), expected);
                codec.newStreamWriter(context(chat))
                        .write(new ChatEvent.MessageStarted(null, null), new ByteArrayOutputStream());
            } catch (RouterException e) {
                assertThat(e.code()).isEqualTo(RouterErrorCode.INVALID_REQUEST);
                assertThat(e.param()).isPresent();
            }
        }
    }

    private static AnswerContext context(ChatRequest request) {
        return new AnswerContext(
                "call-1", null, Instant.EPOCH, Dialect.OPENAI_RESPONSES, "c", request, false, false, () -> null);
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("an answer that is written again is legal and says the same")
    void answersThereAndBack(RecordedExchange exchange) {
        List<ChatEvent> events = exchange.json().isPresent()
                ? codec.readBody(exchange.json().orElseThrow())
                : Frames.events(codec.newStreamReader(), Frames.of(exchange));
        ChatRequest request = hasRequest(exchange)
                ? codec.readRequest(request(exchange), KNOWS_ALL)
                : ChatRequest.builder(Dialect.OPENAI_RESPONSES, "m").build();
        AnswerContext context = context(request);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamWriter writer = codec.newStreamWriter(context);
        events.forEach(event -> writer.write(event, out));

        JsonNode whole = ResponsesStreamChecker.check(out.toByteArray());
        assertThat(tree(codec.writeBody(events, context))).isEqualTo(whole);
        assertThat(writer.whole().map(RawJson::toBytes).map(RecordedResponsesTranslationTest::tree))
                .contains((ObjectNode) whole);
        ChatResponse before = Frames.response(events);
        ChatResponse after = Frames.response(Frames.events(codec.newStreamReader(), Frames.of(out.toByteArray())));
        assertThat(spoken(after)).isEqualTo(spoken(before));
        assertThat(after.usage()).isEqualTo(before.usage());
        assertThat(after.model()).isEqualTo(before.model() == null ? request.model() : before.model());
    }

    /** All that has a neutral word, and items of tools that OpenAI runs. */
    private static List<ContentBlock> spoken(ChatResponse answer) {
        return answer.blocks().stream()
                .filter(block -> !(block instanceof ContentBlock.Unmapped unmapped) || isItem(unmapped.json()))
                .toList();
    }

    private static boolean isItem(RawJson json) {
        String type = json.get("type").flatMap(RawJson::asString).orElse("message");
        return !type.startsWith("response.")
                && !List.of("message", "reasoning", "function_call", "custom_tool_call", "image_generation_call")
                        .contains(type);
    }

    private static ObjectNode tree(byte[] json) {
        return (ObjectNode) JsonTree.read(json);
    }

    /** Equal trees; numbers are equal as numbers. */
    private static void assertSame(JsonNode actual, JsonNode expected) {
        assertThat(actual.equals(
                        (a, b) -> a.isNumber() && b.isNumber()
                                ? new BigDecimal(a.asString()).compareTo(new BigDecimal(b.asString()))
                                : a.equals(b) ? 0 : 1,
                        expected))
                .as("%s%n%s", actual, expected)
                .isTrue();
    }
}
