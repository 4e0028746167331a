package io.modelrouter.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import io.modelrouter.wire.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recorded request goes through its view without losing a byte. The recordings lie in the folder named by the
 * system property {@code modelrouter.wire}; without it these tests skip, unless {@code modelrouter.wire.required} is set.
 */
class RecordedRequestsTest {
    private static final RawJson OTHER_MODEL = RawJson.of("another-model-0000");

    private record Recording(String id, String path, RawJson body) {}

    @TestFactory
    Stream<DynamicTest> chatCompletionsKeepEveryByte() {
        return each("openai-chat", "chat", recording -> OpenAiChatRequest.parse(bytes(recording)));
    }

    @TestFactory
    Stream<DynamicTest> responsesKeepEveryByte() {
        return each("openai-responses", "responses", recording -> OpenAiResponsesRequest.parse(bytes(recording)));
    }

    @TestFactory
    Stream<DynamicTest> claudeMessagesKeepEveryByte() {
        return each("anthropic-messages", "messages", recording -> ClaudeMessagesRequest.parse(bytes(recording)));
    }

    @TestFactory
    Stream<DynamicTest> geminiContentsKeepEveryByte() {
        return recordings("gemini-generate", "generate", recording -> {
            GeminiGenerateRequest request = GeminiGenerateRequest.parse(geminiModel(recording), bytes(recording));

            readEverything(request);
            assertThat(request.json().toBytes()).isEqualTo(bytes(recording));
            assertThat(request.withModel("other").json().toBytes()).isEqualTo(bytes(recording));
            assertThat(request.contents()).isNotEmpty();
        });
    }

    private Stream<DynamicTest> each(String folder, String api, Function<Recording, RouterRequest> parser) {
        return recordings(folder, api, recording -> {
            if (recording.body.get("model").isEmpty()) {
                // Claude on Vertex has its model in the path, a stored prompt has its own.
                assertThatExceptionOfType(InvalidRequestException.class)
                        .isThrownBy(() -> parser.apply(recording))
                        .satisfies(refusal -> assertThat(refusal.param()).isEqualTo("model"));
                keepsEveryByte(withModel(recording), parser);
            } else {
                keepsEveryByte(recording, parser);
            }
        });
    }

    private static void keepsEveryByte(Recording recording, Function<Recording, RouterRequest> parser) {
        RouterRequest request = parser.apply(recording);

        readEverything(request);
        assertThat(request.json().toBytes()).isEqualTo(bytes(recording));
        String changed =
                request.withModel(OTHER_MODEL.asString().orElseThrow()).json().toString();
        RawJson model = recording.body.get("model").orElseThrow();
        assertThat(changed.replace(OTHER_MODEL.toString(), model.toString())).isEqualTo(recording.body.toString());
        assertThat(RawJson.parse(changed).get("model")).contains(OTHER_MODEL);
        assertThat(RawJson.parse(changed).names()).isEqualTo(recording.body.names());
    }

    /** The accessors that every view has; none of them may throw on what was really sent. */
    private static void readEverything(RouterRequest request) {
        assertThat(request.model()).isNotEmpty();
        assertThat(request.choices()).isPositive();
        request.maxOutputTokens().ifPresent(tokens -> assertThat(tokens).isNotNegative());
        assertThat(request.withStream(!request.stream()).stream()).isNotEqualTo(request.stream());
    }

    private static Recording withModel(Recording recording) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        members.put("model", RawJson.of("from the path"));
        members.putAll(recording.body.members());
        return new Recording(recording.id, recording.path, RawJson.object(members));
    }

    private static byte[] bytes(Recording recording) {
        return recording.body.toBytes();
    }

    private static String geminiModel(Recording recording) {
        String path = recording.path;
        int start = path.lastIndexOf("models/") + "models/".length();
        return path.substring(start, path.indexOf(':', start));
    }

    /** A test for each recording, or one that tells why there is none. */
    private static Stream<DynamicTest> recordings(String folder, String api, Consumer<Recording> test) {
        Path recordings = Path.of(System.getProperty("modelrouter.wire", "no-recordings"), folder);
        List<Recording> found = Files.isDirectory(recordings) ? read(recordings, api) : List.of();
        if (found.isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest("no recordings", () -> {
                String message = "there is no recorded request in " + recordings;
                assertThat(Boolean.getBoolean("modelrouter.wire.required"))
                        .as(message)
                        .isFalse();
                abort(message);
            }));
        }
        return found.stream().map(recording -> DynamicTest.dynamicTest(recording.id, () -> test.accept(recording)));
    }

    private static List<Recording> read(Path folder, String api) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(RecordedRequestsTest::exchange)
                    .filter(exchange -> text(exchange, "api").equals(api))
                    .filter(exchange -> exchange.at("request", "body")
                            .map(body -> !body.isNull())
                            .orElse(false))
                    .map(exchange -> new Recording(
                            text(exchange, "id"),
                            text(exchange, "request", "path"),
                            exchange.at("request", "body").orElseThrow()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawJson exchange(Path file) {
        try {
            return RawJson.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(RawJson exchange, String... path) {
        return exchange.at(path).flatMap(RawJson::asString).orElseThrow();
    }
}
