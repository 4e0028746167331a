package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.Part;
import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("Embeddings, by the official SDKs through the router,")
class EmbeddingSdkTest {
    private static SdkFixture fixture;
    private static OpenAIClient openAi;
    private static Client gemini;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
        openAi = OpenAiClients.client(fixture.gateway.url(), RunningGateway.KEY);
        gemini = GeminiClients.client(fixture.gateway.url(), RunningGateway.KEY);
    }

    @AfterAll
    static void stop() {
        openAi.close();
        gemini.close();
        fixture.close();
    }

    private static EmbeddingCreateParams.Builder params(String model, String... texts) {
        return EmbeddingCreateParams.builder().model(model).inputOfArrayOfStrings(List.of(texts));
    }

    @Test
    void are_asked_for_in_base64_by_the_openai_sdk_unless_it_is_told_otherwise() {
        RecordedExchange exchange =
                RecordedEmbeddings.openAi().byId("dd-trace-py-openai-embeddings-post-6efa595c-0-d79d6fda");
        fixture.answers(exchange);

        CreateEmbeddingResponse answer =
                openAi.embeddings().create(params("m", "a", "b").build());

        JsonNode sent = Recordings.json(fixture.upstream.onlyRequest().body());
        assertThat(sent.path("encoding_format").asString()).isEqualTo("base64");
        assertThat(answer.data().get(0).embedding())
                .isEqualTo(RecordedEmbeddings.vectors(exchange).get(0));
        assertThat(answer.data().get(1).embedding())
                .isEqualTo(RecordedEmbeddings.vectors(exchange).get(1));
    }

    @Test
    void keep_the_settings_and_parts_of_googles_sdk() {
        fixture.answers(200, "{\"embeddings\":[{\"values\":[1]}]}");

        gemini.models.embedContent(
                "gemini-embedding-001",
                Content.fromParts(Part.fromText("one"), Part.fromText("two")),
                EmbedContentConfig.builder()
                        .taskType("RETRIEVAL_DOCUMENT")
                        .title("numbers")
                        .outputDimensionality(1)
                        .build());

        LoopbackUpstream.Request sent = fixture.upstream.onlyRequest();
        assertThat(sent.target()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
        JsonNode entry = Recordings.json(sent.body()).path("requests").path(0);
        assertThat(entry.path("content").path("parts").size()).isEqualTo(2);
        assertThat(entry.path("taskType").asString()).isEqualTo("RETRIEVAL_DOCUMENT");
        assertThat(entry.path("title").asString()).isEqualTo("numbers");
        assertThat(entry.path("outputDimensionality").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "base64"})
    void come_from_the_demo_without_any_key_the_same_for_both(String format) {
        CreateEmbeddingResponse answer = openAi.embeddings()
                .create(params(SdkFixture.DEMO, "a red apple", "a green apple", "tax law")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.of(format))
                        .dimensions(256)
                        .build());
        List<List<Float>> vectors =
                answer.data().stream().map(entry -> entry.embedding()).toList();
        List<List<Float>> googles = gemini
                .models
                .embedContent(
                        SdkFixture.DEMO,
                        List.of("a red apple", "a green apple", "tax law"),
                        EmbedContentConfig.builder().outputDimensionality(256).build())
                .embeddings()
                .orElseThrow()
                .stream()
                .map(entry -> entry.values().orElseThrow())
                .toList();

        assertThat(vectors).isEqualTo(googles).allMatch(vector -> vector.size() == 256);
        assertThat(product(vectors.get(0), vectors.get(0))).isBetween(0.9999, 1.0001);
        assertThat(product(vectors.get(0), vectors.get(1))).isGreaterThan(product(vectors.get(0), vectors.get(2)));
        assertThat(answer.usage().promptTokens()).isPositive();
    }

    private static double product(List<Float> one, List<Float> other) {
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += one.get(i) * other.get(i);
        }
        return sum;
    }

    @Test
    void tell_what_they_cost() {
        fixture.answers(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1]}],\"model\":\"m\","
                        + "\"usage\":{\"prompt_tokens\":1000,\"total_tokens\":1000}}");

        CreateEmbeddingResponse answer =
                openAi.embeddings().create(params(SdkFixture.PRICED, "a").build());

        assertThat(answer.usage()._additionalProperties().get("cost").toString())
                .isEqualTo("0.001");
        assertThat(fixture.gateway.calls().onlyRecord().costNanos()).hasValue(1_000_000);
    }

    @Test
    void of_a_model_that_is_not_there_are_the_sdks_own_not_found() {
        fixture.answers(RecordedEmbeddings.openAi().byId("otel-test-embeddings-model-not-found-0-87d062c5"));

        assertThatThrownBy(() -> openAi.embeddings().create(params("m", "a").build()))
                .isInstanceOf(NotFoundException.class);
        fixture.answers(RecordedEmbeddings.gemini().byId("pydantic-testgoogle-test-embed-error-0-69c6a0cd"));
        assertThatThrownBy(() -> gemini.models.embedContent(
                        "nonexistent-model", "a", EmbedContentConfig.builder().build()))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("404");
    }

    static Stream<Arguments> badRequests() {
        String many = "\"input\":[" + String.join(",", Collections.nCopies(2049, "\"a\"")) + "]";
        String tooMany = String.join(",", Collections.nCopies(2049, "{\"content\":{\"parts\":[{\"text\":\"a\"}]}}"));
        return Stream.of(
                Arguments.of("/v1/embeddings", "{\"model\":\"m\"}", "input"),
                Arguments.of("/v1/embeddings", "{\"input\":\"a\"}", "model"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[]}", "input"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":\"\"}", "input"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":null}", "input"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"\"]}", "input[1]"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",null]}", "input[1]"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[1,-2]}", "input[1]"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[[1],[]]}", "input[1]"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":[[1],[2.5]]}", "input[1][0]"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\"," + many + "}", "input"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":\"5\"}", "dimensions"),
                Arguments.of("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}", "dimensions"),
                Arguments.of(
                        "/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":7}", "encoding_format"),
                Arguments.of("/v1beta/models/m:embedContent", "{}", "content"),
                Arguments.of("/v1beta/models/m:embedContent", "{\"content\":{\"parts\":[]}}", "content.parts"),
                Arguments.of(
                        "/v1/models/m:embedContent",
                        "{\"content\":{\"parts\":[{\"text\":\"\"}]}}",
                        "content.parts[0].text"),
                Arguments.of("/gemini/v1beta/models/m:batchEmbedContents", "{\"requests\":[]}", "requests"),
                Arguments.of("/v1beta/models/m:batchEmbedContents", "{\"requests\":[" + tooMany + "]}", "requests"),
                Arguments.of(
                        "/v1beta/models/m:batchEmbedContents",
                        "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":\"x\"}]}",
                        "requests[0].outputDimensionality"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("badRequests")
    void are_refused_with_the_name_of_the_field_before_anything_is_sent(String path, String body, String field) {
        fixture.answers(500, "{}");

        HttpResponse<byte[]> answer = new PlainClient()
                .post(fixture.gateway, path, RunningGateway.KEY, body.getBytes(StandardCharsets.UTF_8));

        JsonNode error = Recordings.json(answer.body()).path("error");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(
                        path.endsWith("embeddings")
                                ? error.path("param").asString()
                                : error.path("details")
                                        .path(0)
                                        .path("fieldViolations")
                                        .path(0)
                                        .path("field")
                                        .asString())
                .isEqualTo(field);
        assertThat(error.path("message").asString()).contains(field);
        assertThat(fixture.upstream.requests()).isEmpty();
    }

    @Test
    void that_are_empty_are_the_sdks_own_bad_request() {
        assertThatThrownBy(() -> openAi.embeddings().create(params("m", "").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("input[0]");
    }
}
