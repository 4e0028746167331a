package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.Part;
import io.modelrouter.chat.Usage;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@DisplayName("The Google GenAI SDK, through the router,")
class GeminiSdkTest {
    private static final String MODEL = "gemini-2.5-flash";

    private static SdkFixture fixture;
    private static Client client;
    private static Client direct;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
        client = GeminiClients.client(fixture.gateway.url(), RunningGateway.KEY);
        direct = GeminiClients.client(fixture.upstream.url(), RunningGateway.UPSTREAM_KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        direct.close();
        fixture.close();
    }

    /** Recordings that the SDK can read; one on Vertex had enums as numbers, which the Gemini API has not. */
    private static RecordedExchanges answers() {
        return Recordings.of(Recordings.GEMINI)
                .successful()
                .withoutTag("json-array-stream")
                .where("names of enums", exchange -> !exchange.path().contains("enum-encoding"));
    }

    private static GenerateContentResponse ask(Client by, RecordedExchange exchange) {
        fixture.answers(exchange);
        return by.models.generateContent(MODEL, GeminiRequests.contents(exchange), GeminiRequests.config(exchange));
    }

    private static List<GenerateContentResponse> stream(Client by, RecordedExchange exchange) {
        fixture.answers(exchange);
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream = by.models.generateContentStream(
                MODEL, GeminiRequests.contents(exchange), GeminiRequests.config(exchange))) {
            stream.forEach(chunks::add);
        }
        return chunks;
    }

    /** What the SDK reads of an exchange: the chunks of a stream, or one answer. */
    private static List<GenerateContentResponse> read(Client by, RecordedExchange exchange) {
        return exchange.stream() ? stream(by, exchange) : List.of(ask(by, exchange));
    }

    private static List<JsonNode> told(RecordedExchange exchange) {
        return exchange.stream() ? Recordings.events(exchange) : List.of(Recordings.answer(exchange));
    }

    private static List<Part> parts(List<GenerateContentResponse> answers) {
        return answers.stream()
                .flatMap(
                        answer -> answer.candidates().orElse(List.of()).stream().limit(1))
                .flatMap(candidate -> candidate.content().flatMap(Content::parts).orElse(List.of()).stream())
                .toList();
    }

    private static List<JsonNode> parts(RecordedExchange exchange) {
        List<JsonNode> parts = new ArrayList<>();
        told(exchange)
                .forEach(document -> document.path("candidates")
                        .path(0)
                        .path("content")
                        .path("parts")
                        .forEach(parts::add));
        return parts;
    }

    @Test
    void readsTextFinishReasonAndUsageAsTheyWereRecordedWholeAndStreamed() {
        for (RecordedExchange exchange : answers().list()) {
            List<GenerateContentResponse> answers = read(client, exchange);

            assertThat(parts(answers).stream()
                            .map(part -> part.text().orElse(""))
                            .toList())
                    .as("%s", exchange)
                    .isEqualTo(parts(exchange).stream()
                            .map(part -> part.path("text").asString(""))
                            .toList());
            GenerateContentResponse last = answers.get(answers.size() - 1);
            JsonNode toldLast = told(exchange).get(told(exchange).size() - 1);
            assertThat(last.candidates()
                            .flatMap(all -> all.stream().findFirst())
                            .flatMap(Candidate::finishReason)
                            .map(Object::toString)
                            .orElse("none"))
                    .as("%s", exchange)
                    .isEqualTo(toldLast.path("candidates")
                            .path(0)
                            .path("finishReason")
                            .asString("none"));
            checkUsage(exchange, last.usageMetadata().orElseThrow());
        }
    }

    private static void checkUsage(RecordedExchange exchange, GenerateContentResponseUsageMetadata usage) {
        Usage told = RecordedUsage.of(exchange);
        assertThat(List.of(
                        usage.promptTokenCount().orElse(0)
                                + usage.toolUsePromptTokenCount().orElse(0),
                        usage.cachedContentTokenCount().orElse(0),
                        usage.candidatesTokenCount().orElse(0)
                                + usage.thoughtsTokenCount().orElse(0),
                        usage.thoughtsTokenCount().orElse(0)))
                .as("prompt, cached, output, thoughts of %s", exchange)
                .isEqualTo(List.of(
                        (int) told.prompt(), (int) told.cacheRead(), (int) told.output(), (int) told.reasoning()));
    }

    @Test
    void readsFunctionCallsWithTheirArguments() {
        for (RecordedExchange exchange : answers().tag("tool-call").list()) {
            List<List<Object>> calls = parts(read(client, exchange)).stream()
                    .flatMap(part -> part.functionCall().stream())
                    .map(GeminiSdkTest::call)
                    .toList();

            List<List<Object>> told = new ArrayList<>();
            for (JsonNode part : parts(exchange)) {
                JsonNode call = part.path("functionCall");
                if (call.isObject()) {
                    JsonNode arguments = call.has("args") ? call.path("args") : JsonNodeFactory.instance.objectNode();
                    told.add(List.of(
                            call.path("id").asString(""), call.path("name").asString(""), arguments));
                }
            }
            assertThat(calls).as("%s", exchange).isNotEmpty().isEqualTo(told);
        }
    }

    private static List<Object> call(FunctionCall call) {
        JsonNode json = Recordings.json(call.toJson());
        JsonNode arguments = json.has("args") ? json.path("args") : JsonNodeFactory.instance.objectNode();
        return List.of(call.id().orElse(""), call.name().orElse(""), arguments);
    }

    @Test
    void readsThoughtsAndTheirSignatures() {
        int thoughts = 0;
        for (RecordedExchange exchange : answers().tag("reasoning-signature").list()) {
            List<Part> read = parts(read(client, exchange));
            List<JsonNode> told = parts(exchange);

            assertThat(read).as("%s", exchange).hasSameSizeAs(told);
            for (int i = 0; i < told.size(); i++) {
                String signature = told.get(i).path("thoughtSignature").asString(null);
                assertThat(read.get(i).thoughtSignature().orElse(null))
                        .as("%s", exchange)
                        .isEqualTo(signature == null ? null : GeminiRequests.decoded(signature));
                boolean thought = told.get(i).path("thought").asBoolean(false);
                assertThat(read.get(i).thought().orElse(false))
                        .as("%s", exchange)
                        .isEqualTo(thought);
                thoughts += thought ? 1 : 0;
            }
        }
        assertThat(thoughts).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-in", "pdf-in", "audio-in"})
    void sendsMediaOnByteForByte(String tag) {
        int media = 0;
        for (RecordedExchange exchange : answers().tag(tag).withRequest().list()) {
            Outcome there = Outcome.of(fixture, () -> read(direct, exchange));
            Outcome here = Outcome.of(fixture, () -> read(client, exchange));

            assertThat(here.sent()).as("%s", exchange).isNotEmpty().isEqualTo(there.sent());
            // The SDK leaves out media in a function's result, and members that are not in camel case.
            List<String> sent = data(Recordings.json(here.sent()));
            assertThat(data(Recordings.request(exchange))).as("%s", exchange).containsAll(sent);
            media += sent.size();
        }
        assertThat(media).isPositive();
    }

    private static List<String> data(JsonNode request) {
        return request.path("contents").findValuesAsString("data").stream()
                .map(data -> Base64.getEncoder().encodeToString(GeminiRequests.decoded(data)))
                .toList();
    }

    @Test
    void readsAStructuredAnswerThatFollowsItsSchema() {
        GenerateContentResponse answer = client.models.generateContent(
                SdkFixture.DEMO,
                "pancakes, please",
                GenerateContentConfig.builder()
                        .responseMimeType("application/json")
                        .responseJsonSchema(Map.of(
                                "type", "object",
                                "properties",
                                        Map.of(
                                                "title", Map.of("type", "string"),
                                                "minutes", Map.of("type", "integer")),
                                "required", List.of("title", "minutes")))
                        .build());

        JsonNode recipe = Recordings.json(answer.text());
        assertThat(recipe.path("title").isString()).isTrue();
        assertThat(recipe.path("minutes").isInt()).isTrue();
    }

    @Test
    void mayAskForTheOtherVersionAndUnderThePrefixOfItsVendorToo() {
        RecordedExchange exchange =
                answers().notStreamed().tag("plain-text").list().get(0);
        List<String> expected = withoutHeaders(read(client, exchange));

        for (String root : List.of(fixture.gateway.url() + "/gemini", fixture.gateway.url())) {
            Client other = Client.builder()
                    .apiKey(RunningGateway.KEY)
                    .vertexAI(false)
                    .httpOptions(com.google.genai.types.HttpOptions.builder()
                            .baseUrl(root)
                            .apiVersion(root.endsWith("/gemini") ? "v1beta" : "v1")
                            .build())
                    .build();
            try (other) {
                assertThat(withoutHeaders(read(other, exchange))).isEqualTo(expected);
            }
        }
    }

    @Test
    void seesNoDifferenceToTheProviderItself() {
        for (RecordedExchange exchange : answers().list()) {
            Outcome there = Outcome.of(fixture, () -> withoutHeaders(read(direct, exchange)));
            Outcome here = Outcome.of(fixture, () -> withoutHeaders(read(client, exchange)));

            here.assertSame(exchange, there);
            assertThat(there.failed()).as("%s: %s", exchange, there.read()).isFalse();
        }
    }

    /** The SDK keeps the headers beside the answer; those differ, by the router's own. */
    private static List<String> withoutHeaders(List<GenerateContentResponse> answers) {
        return answers.stream()
                .map(answer -> answer.toBuilder().clearSdkHttpResponse().build().toJson())
                .toList();
    }

    @Test
    void worksWithItsAsynchronousClientToo() throws Exception {
        RecordedExchange one = answers().notStreamed().tag("plain-text").list().get(0);
        List<String> expected = withoutHeaders(read(direct, one));
        fixture.answers(one);
        GenerateContentResponse answer = client.async
                .models
                .generateContent(MODEL, GeminiRequests.contents(one), GeminiRequests.config(one))
                .get(20, TimeUnit.SECONDS);
        assertThat(withoutHeaders(List.of(answer))).isEqualTo(expected);

        RecordedExchange other = answers().streamed().tag("tool-call").list().get(0);
        List<String> all = withoutHeaders(read(direct, other));
        fixture.answers(other);
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream = client.async
                .models
                .generateContentStream(MODEL, GeminiRequests.contents(other), GeminiRequests.config(other))
                .get(20, TimeUnit.SECONDS)) {
            stream.forEach(chunks::add);
        }
        assertThat(withoutHeaders(chunks)).isEqualTo(all);
    }
}
