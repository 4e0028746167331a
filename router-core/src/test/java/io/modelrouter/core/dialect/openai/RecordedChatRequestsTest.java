package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Recorded chat requests")
class RecordedChatRequestsTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    static Stream<RecordedExchange> requests() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "azure-openai", "openai-compatible")
                .api("chat")
                .withRequest()
                .stream();
    }

    /** Azure names the model in the path. */
    static OpenAiChatRequest parse(RecordedExchange exchange) {
        RawJson body = RawJson.parse(exchange.requestBody().orElseThrow());
        if (body.get("model").filter(model -> !model.isNull()).isEmpty()) {
            body = body.with("model", RawJson.of("m"));
        }
        return OpenAiChatRequest.parse(body, Map.of());
    }

    private static ObjectNode tree(WrittenRequest written) {
        return (ObjectNode) JsonTree.read(written.body().toBytes());
    }

    @ParameterizedTest
    @MethodSource("requests")
    @Tag("field-25")
    @Tag("field-26")
    @DisplayName("come back unchanged from neutral words for OpenAI itself")
    void roundTrip(RecordedExchange exchange) {
        OpenAiChatRequest request = parse(exchange);
        ChatRequest read = codec.readRequest(request, StoredItems.NONE);
        WrittenRequest written = codec.writeRequest(read, new WriteTarget(request.model(), request.stream(), "openai"));

        assertThat(written.losses()).isEmpty();
        ObjectNode expected = normal((ObjectNode) JsonTree.read(request.json().toBytes()));
        ObjectNode actual = normal(tree(written));
        assertThat(actual).isEqualTo(expected);
    }

    /** What is said without saying it, or said with other words for the same. */
    private static ObjectNode normal(ObjectNode body) {
        ObjectNode normal = body.objectNode();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            boolean transport =
                    member.getKey().equals("stream") || member.getKey().equals("stream_options");
            if (!transport && JsonTree.saysSomething(member.getValue())) {
                normal.set(member.getKey(), member.getValue());
            }
        }
        if (normal.path("tool_choice").asString("").equals("any")) {
            // Mistral's word; OpenAI's is taken by Mistral too.
            normal.put("tool_choice", "required");
        }
        if (normal.path("response_format").path("json_schema") instanceof ObjectNode schema && !schema.has("name")) {
            // OpenAI wants a name where Perplexity takes none.
            schema.put("name", "response");
        }
        return normal;
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("are written for an imitator with its members only")
    void forImitators(RecordedExchange exchange) {
        OpenAiChatRequest request = parse(exchange);
        ChatRequest read = codec.readRequest(request, StoredItems.NONE);
        WrittenRequest written = codec.writeRequest(read, new WriteTarget("other", true, "deepseek"));

        ObjectNode body = tree(written);
        assertThat(body.path("model").stringValue()).isEqualTo("other");
        assertThat(body.path("stream_options").path("include_usage").booleanValue())
                .isTrue();
        assertThat(body.has("max_completion_tokens")).isFalse();
        assertThat(body.path("messages")
                        .valueStream()
                        .map(message -> message.path("role").stringValue()))
                .doesNotContain("developer");
        assertThat(written.losses()).extracting(Loss::severity).doesNotContain(Loss.Severity.SEMANTIC);
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("keep every word, call and result, and where it stood")
    void blocks(RecordedExchange exchange) {
        OpenAiChatRequest request = parse(exchange);
        ChatRequest read = codec.readRequest(request, StoredItems.NONE);
        List<RawJson> messages = request.messages();
        assertThat(read.turns()).hasSize(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            assertThat(read.turns().get(i).source().path()).isEqualTo("messages." + i);
            assertThat(read.turns().get(i).source().json()).isEqualTo(messages.get(i));
        }
    }
}
