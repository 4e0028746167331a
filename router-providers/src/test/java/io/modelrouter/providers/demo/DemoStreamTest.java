package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A stream of the demo")
class DemoStreamTest {

    static Map<String, Supplier<Wished>> conversations() {
        Map<String, Supplier<Wished>> all = new TreeMap<>();
        all.put("plain text", () -> Wished.saying("hello"));
        all.put("wide characters", () -> Wished.saying("你好,世界 🚀🚀 Grüße"));
        all.put("a thought", () -> Wished.saying("hello").thinking());
        all.put("a tool", () -> Wished.saying("weather?").withTool("weather", Wished.WEATHER));
        all.put(
                "a thought and a tool",
                () -> Wished.saying("weather?").thinking().withTool("weather", Wished.WEATHER));
        all.put(
                "parallel tools",
                () -> Wished.saying("in parallel please")
                        .withTool("weather", Wished.WEATHER)
                        .withTool("add", Wished.ADD));
        all.put("a tool without arguments", () -> Wished.saying("now").withTool("now", "{\"type\":\"object\"}"));
        all.put(
                "a tool's result",
                () -> Wished.saying("weather?")
                        .withTool("weather", Wished.WEATHER)
                        .afterResult("sunny"));
        all.put("structured output", () -> Wished.saying("a place").inSchema(Wished.WEATHER));
        all.put("a limit in the text", () -> Wished.saying("hello").atMost(7));
        all.put(
                "a limit in the thought",
                () -> Wished.saying("hello").thinking().atMost(3));
        all.put(
                "a limit before a tool",
                () -> Wished.saying("weather?")
                        .withTool("weather", Wished.WEATHER)
                        .atMost(2));
        all.put("several choices", () -> Wished.saying("hello").times(3));
        return all;
    }

    static Stream<Arguments> everyConversation() {
        return Dialect.ofChatClients().stream()
                .flatMap(dialect -> conversations().keySet().stream().map(name -> Arguments.of(dialect, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyConversation")
    @DisplayName("put together again is the whole answer")
    void reassemblesToTheWholeAnswer(Dialect dialect, String conversation) {
        Supplier<Wished> wished = conversations().get(conversation);
        AskedOf.Answer whole = wished.get().whole(dialect);
        AskedOf.Answer stream = wished.get().streamed(dialect);

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("content-type").orElseThrow()).startsWith("text/event-stream");
        assertThat(whole.header("content-type").orElseThrow()).startsWith("application/json");
        assertThat(comparable(Reassembled.of(dialect, stream.text()))).isEqualTo(comparable(whole.json()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversationNames")
    @DisplayName("of Gemini comes as a JSON array where no event stream is asked for")
    void geminiArray(String conversation) {
        Supplier<Wished> wished = conversations().get(conversation);
        AskedOf.Answer array = wished.get().streamedAsArray();
        AskedOf.Answer events = wished.get().streamed(Dialect.GEMINI_GENERATE);

        assertThat(array.header("content-type")).contains("application/json; charset=UTF-8");
        assertThat(List.copyOf(array.json().values())).isEqualTo(Reassembled.frames(events.text(), "\r\n"));
    }

    static Stream<String> conversationNames() {
        return conversations().keySet().stream();
    }

    @Test
    @DisplayName("is the same for the same request, but for identifiers and times")
    void deterministic() {
        String first = Wished.saying("hello").streamed(Dialect.OPENAI_CHAT).text();
        assertThat(Wished.saying("hello").streamed(Dialect.OPENAI_CHAT).text()).isEqualTo(first);
        DemoClient other = DemoClient.instant();
        String again = AskedOf.answer(
                        other,
                        AskedOf.request(
                                Dialect.OPENAI_CHAT,
                                "some-model-1",
                                false,
                                true,
                                Wished.saying("hello").body(Dialect.OPENAI_CHAT, false)))
                .json()
                .at("/choices/0/message/content")
                .asString();
        assertThat(again)
                .isEqualTo(Heard.by(
                                Dialect.OPENAI_CHAT,
                                Wished.saying("hello")
                                        .whole(Dialect.OPENAI_CHAT)
                                        .json())
                        .text());
    }

    /** Without identifiers, and without what only one of the two forms has. */
    private static JsonNode comparable(JsonNode answer) {
        JsonNode copy = answer.deepCopy();
        if (copy instanceof ObjectNode object) {
            // Only whole Responses answers tell who pays.
            object.remove("billing");
        }
        mask(copy);
        return copy;
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name :
                    List.of("id", "call_id", "responseId", "signature", "thoughtSignature", "encrypted_content")) {
                if (object.has(name)) {
                    assertThat(object.path(name).asString()).as(name).isNotBlank();
                    object.put(name, "masked");
                }
            }
        }
        node.values().forEach(DemoStreamTest::mask);
    }
}
