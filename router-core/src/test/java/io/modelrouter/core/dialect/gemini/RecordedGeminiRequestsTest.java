package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A recorded Gemini request")
class RecordedGeminiRequestsTest {
    private static final String REQUESTS = "io.modelrouter.core.dialect.gemini.GeminiRecordings#requests";
    private static final WriteTarget TARGET = new WriteTarget("gemini-x", true, "gemini");

    private final GeminiCodec codec = new GeminiCodec();

    private ChatRequest read(RecordedExchange exchange) {
        byte[] body = exchange.requestBody().orElseThrow();
        return codec.readRequest(GeminiGenerateRequest.parse("gemini-x", body), StoredItems.NONE);
    }

    @ParameterizedTest
    @MethodSource(REQUESTS)
    void is_the_same_after_it_was_read_and_written(RecordedExchange exchange) {
        WrittenRequest written = codec.writeRequest(read(exchange), TARGET);
        assertThat(written.losses()).isEmpty();
        assertThat(camel(GeminiRecordings.json(written.body().toBytes())))
                .isEqualTo(camel(GeminiRecordings.json(exchange.requestBody().orElseThrow())));
    }

    @ParameterizedTest
    @MethodSource(REQUESTS)
    void keeps_the_text_of_each_role(RecordedExchange exchange) {
        JsonNode body = GeminiRecordings.json(exchange.requestBody().orElseThrow());
        for (Turn.Role role : List.of(Turn.Role.USER, Turn.Role.ASSISTANT)) {
            StringBuilder told = new StringBuilder();
            for (JsonNode content : body.path("contents")) {
                if (content.path("role").asString("user").equals(role == Turn.Role.USER ? "user" : "model")) {
                    for (JsonNode part : content.path("parts")) {
                        if (!part.path("thought").asBoolean(false)) {
                            told.append(part.path("text").asString(""));
                        }
                    }
                }
            }
            StringBuilder read = new StringBuilder();
            for (Turn turn : read(exchange).turns()) {
                if (turn.role() == role) {
                    for (PromptBlock block : turn.blocks()) {
                        read.append(block instanceof PromptBlock.Text text ? text.text() : "");
                    }
                }
            }
            assertThat(read).hasToString(told.toString());
        }
    }

    @ParameterizedTest
    @MethodSource(REQUESTS)
    @Tag("clients-3")
    void has_an_id_of_its_own_for_each_call_and_answers_each_once(RecordedExchange exchange) {
        List<String> calls = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (Turn turn : read(exchange).turns()) {
            for (PromptBlock block : turn.blocks()) {
                if (block instanceof PromptBlock.ToolCall call) {
                    calls.add(call.id());
                } else if (block instanceof PromptBlock.ToolResult result) {
                    results.add(result.callId());
                    assertThat(result.content()).isNotEmpty();
                }
            }
        }
        assertThat(calls).doesNotHaveDuplicates();
        assertThat(results).doesNotHaveDuplicates();
        Set<String> known = new HashSet<>(calls);
        assertThat(known).containsAll(results);
    }

    @ParameterizedTest
    @MethodSource(REQUESTS)
    void says_each_setting_in_words_or_keeps_it(RecordedExchange exchange) {
        JsonNode body = camel(GeminiRecordings.json(exchange.requestBody().orElseThrow()));
        ChatRequest request = read(exchange);
        assertThat(request.tools().isEmpty()).isEqualTo(body.path("tools").isEmpty());
        for (String name : List.of("labels", "safetySettings", "cachedContent", "modelArmorConfig")) {
            assertThat(request.extras().containsKey(name)).isEqualTo(body.has(name));
        }
    }

    /**
     * What is equal for Google: the names of members, lists of one that are given without the list, empty objects of
     * settings, and letters of enums.
     */
    private static JsonNode camel(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> out.add(camel(element)));
            return out;
        }
        if (node.isNumber()) {
            return JsonNodeFactory.instance.numberNode(node.decimalValue().stripTrailingZeros());
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(member -> {
            String name = GeminiFields.camel(member.getKey());
            JsonNode value = camel(member.getValue());
            if (Set.of("tools", "functionDeclarations").contains(name) && value.isObject()) {
                value = JsonNodeFactory.instance.arrayNode().add(value);
            }
            if (name.equals("parts") && value.isObject() && object.has("role")) {
                value = JsonNodeFactory.instance.arrayNode().add(value);
            }
            if (Set.of("thinkingLevel", "mode").contains(name)) {
                value = JsonNodeFactory.instance.stringNode(value.asString("").toUpperCase(java.util.Locale.ROOT));
            }
            if (!(Set.of("generationConfig", "tools", "toolConfig", "safetySettings")
                            .contains(name)
                    && value.isEmpty())) {
                out.set(name, value);
            }
        });
        return out;
    }
}
