package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("No member that recent recordings always have is missing")
class RecordedMembersTest {
    /** Padding against traffic analysis, which the demo does without. */
    private static final Set<String> PADDING = Set.of("obfuscation");

    /** What is the caller's own JSON, echoed. */
    private static final Set<String> FREE = Set.of("args", "input", "schema", "parameters", "metadata");

    private static final long RECENT = 1_750_000_000L;

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @CsvSource({
        "OPENAI_CHAT, false", "OPENAI_CHAT, true",
        "OPENAI_RESPONSES, false", "OPENAI_RESPONSES, true",
        "CLAUDE_MESSAGES, false", "CLAUDE_MESSAGES, true",
        "GEMINI_GENERATE, false", "GEMINI_GENERATE, true"
    })
    void in_the_demos_answers(Dialect dialect, boolean stream) {
        Map<String, Set<String>> always = new TreeMap<>();
        Map<String, Integer> seen = new TreeMap<>();
        int answers = 0;
        for (RecordedExchange exchange : recordings(dialect, stream)) {
            List<JsonNode> documents = documents(exchange);
            if (documents.isEmpty() || !recent(dialect).test(documents.get(0))) {
                continue;
            }
            answers++;
            for (JsonNode document : documents) {
                visit(document, root(dialect, stream, document), (path, names) -> {
                    seen.merge(path, 1, Integer::sum);
                    always.computeIfAbsent(path, p -> new HashSet<>(names)).retainAll(names);
                });
            }
        }
        assertThat(answers).as("recent recordings").isGreaterThanOrEqualTo(3);

        Map<String, Set<String>> demo = new TreeMap<>();
        for (JsonNode document : demoDocuments(dialect, stream)) {
            visit(document, root(dialect, stream, document), (path, names) -> {
                demo.computeIfAbsent(path, p -> new HashSet<>(names)).retainAll(names);
            });
        }
        List<String> missing = new ArrayList<>();
        int compared = 0;
        for (Map.Entry<String, Set<String>> path : demo.entrySet()) {
            Set<String> wanted = new TreeSet<>(always.getOrDefault(path.getKey(), Set.of()));
            wanted.removeAll(path.getValue());
            wanted.removeAll(PADDING);
            compared += seen.getOrDefault(path.getKey(), 0) > 0 ? 1 : 0;
            wanted.forEach(name -> missing.add(path.getKey() + "." + name));
        }
        assertThat(missing).isEmpty();
        assertThat(compared).as("objects of one kind compared").isGreaterThanOrEqualTo(3);
    }

    private static List<RecordedExchange> recordings(Dialect dialect, boolean stream) {
        RecordedExchanges all = RecordedExchanges.assumePresent().withoutTag("response-only");
        RecordedExchanges ours = switch (dialect) {
            case OPENAI_CHAT -> all.protocol("openai-chat").api("chat").vendor("openai");
            case OPENAI_RESPONSES ->
                all.protocol("openai-responses").api("responses").vendor("openai");
            case CLAUDE_MESSAGES ->
                all.protocol("anthropic-messages").api("messages").vendor("anthropic");
            default -> all.protocol("gemini-generate").api("generate").vendor("google");
        };
        return (stream ? ours.streamed() : ours.notStreamed())
                .list().stream().filter(exchange -> exchange.status() == 200).toList();
    }

    /** Whether an answer (or the first event of a stream) is of the vendor's present form. */
    private static Predicate<JsonNode> recent(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> first -> first.path("created").asLong(0) > RECENT && first.has("system_fingerprint");
            case OPENAI_RESPONSES ->
                first -> (first.has("response") ? first.path("response") : first).has("presence_penalty");
            case CLAUDE_MESSAGES -> first -> (first.has("message") ? first.path("message") : first).has("stop_details");
            default -> first -> first.path("modelVersion").asString("").matches("gemini-(2\\.5|3).*");
        };
    }

    private static List<JsonNode> documents(RecordedExchange exchange) {
        if (exchange.sse().isEmpty()) {
            return exchange.json()
                    .map(json -> List.of(AskedOf.JSON.readTree(json)))
                    .orElse(List.of());
        }
        List<JsonNode> documents = new ArrayList<>();
        String sse = new String(exchange.sse().orElseThrow(), StandardCharsets.UTF_8);
        for (String line : sse.split("\r?\n")) {
            if (line.startsWith("data: {")) {
                documents.add(AskedOf.JSON.readTree(line.substring("data: ".length())));
            }
        }
        return documents;
    }

    private static List<JsonNode> demoDocuments(Dialect dialect, boolean stream) {
        List<JsonNode> documents = new ArrayList<>();
        for (Wished wished : List.of(
                Wished.saying("hello"),
                Wished.saying("hello").thinking(),
                Wished.saying("hello").inSchema(Wished.WEATHER),
                Wished.saying("hello").withTool("weather", Wished.WEATHER))) {
            if (stream) {
                Reassembled.frames(wished.streamed(dialect).text(), dialect == Dialect.GEMINI_GENERATE ? "\r\n" : "\n")
                        .stream()
                        .filter(JsonNode::isObject)
                        .forEach(documents::add);
            } else {
                documents.add(wished.whole(dialect).json());
            }
        }
        return documents;
    }

    /** Typed events are told apart; a chat chunk without choices is another kind than one with them. */
    private static String root(Dialect dialect, boolean stream, JsonNode document) {
        if (!stream) {
            return "";
        }
        if (dialect == Dialect.OPENAI_CHAT) {
            return document.path("choices").isEmpty() ? "usage-chunk" : "chunk";
        }
        return document.path("type").asString("");
    }

    private interface Visitor {
        void object(String path, Set<String> names);
    }

    private static void visit(JsonNode node, String path, Visitor visitor) {
        if (node.isObject()) {
            visitor.object(path, Set.copyOf(node.propertyNames()));
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                if (!FREE.contains(member.getKey())) {
                    visit(member.getValue(), path + "." + member.getKey(), visitor);
                }
            }
        } else {
            for (JsonNode element : node.values()) {
                String type = element.path("type").asString("");
                visit(element, path + "[" + kind(element, type) + "]", visitor);
            }
        }
    }

    /** Elements of one array differ by their type, or, in Gemini, by what they hold. */
    private static String kind(JsonNode element, String type) {
        if (!type.isEmpty() || !element.isObject()) {
            return type;
        }
        return element.has("functionCall") ? "call" : element.has("text") ? "text" : "";
    }
}
