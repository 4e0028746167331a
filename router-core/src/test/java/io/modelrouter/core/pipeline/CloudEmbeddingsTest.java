package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.Embeddings;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequestBuilder;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Embeddings by a cloud")
class CloudEmbeddingsTest {
    private static final CallContext CALLER = CallContext.withKey(RouterFixture.KEY);
    private static final String PREDICTED = "{\"predictions\":[{\"embeddings\":{\"values\":[1,-2.5],"
            + "\"statistics\":{\"truncated\":false,\"token_count\":3}}}],\"metadata\":{\"billableCharacterCount\":9}}";
    private static final String COHERE = "{\"id\":\"x\",\"embeddings\":{\"float\":[[1,2]]},\"texts\":[\"a\"]}";

    private static RouterFixture on(FakeProvider provider) {
        Channel channel = Channel.builder("c1", provider.type()).models("*").build();
        return new RouterFixture(1_000_000_000L, builder -> builder.provider(provider), channel);
    }

    private static OpenAiEmbeddingsRequestBuilder openAi(String model, String... texts) {
        return OpenAiEmbeddingsRequest.builder().model(model).inputs(List.of(texts));
    }

    private static String wire(RouterFixture fixture, RouterRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = fixture.router.newCall(request, CALLER).wire()) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String sent(FakeProvider provider) {
        return new String(provider.lastRequest().body().toBytes(), StandardCharsets.UTF_8);
    }

    private static FakeProvider vertex(Dialect dialect, String answer) {
        return new FakeProvider("vertex", dialect).then(FakeAnswer.json(200, answer));
    }

    @Test
    @Tag("R1.14")
    void ofCohereOnBedrockCostWhatTheHeaderTells() {
        FakeProvider provider = new FakeProvider("bedrock", Dialect.BEDROCK_EMBED)
                .then(FakeAnswer.of(
                        200,
                        HttpHeaders.builder()
                                .add("content-type", "application/json")
                                .add("x-amzn-bedrock-input-token-count", "42")
                                .build(),
                        COHERE.getBytes(StandardCharsets.UTF_8)));
        OpenAiEmbeddingsRequest request = openAi("cohere.embed-english-v3", "a").build();
        try (RouterFixture fixture = on(provider)) {
            assertThat(wire(fixture, request)).contains("\"prompt_tokens\":42").doesNotContain("estimated");
            assertThat(fixture.record().source()).isEqualTo(UsageSource.REPORTED);
            assertThat(fixture.record().costNanos()).hasValue(42_000);
            Embeddings typed = fixture.router.embed(request, CALLER);
            assertThat(typed.usage().prompt()).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @Tag("R1.14")
    @ValueSource(strings = {"", "many", "-1", "9999999999999"})
    void ofCohereOnBedrockAreEstimatedWhereNoHeaderTellsThem(String told) {
        FakeProvider provider = new FakeProvider("bedrock", Dialect.BEDROCK_EMBED)
                .then(FakeAnswer.of(
                        200,
                        HttpHeaders.builder()
                                .add("x-amzn-bedrock-input-token-count", told)
                                .build(),
                        COHERE.getBytes(StandardCharsets.UTF_8)));
        try (RouterFixture fixture = on(provider)) {
            assertThat(wire(fixture, openAi("cohere.embed-english-v3", "a").build()))
                    .contains("\"estimated\":true");
            assertThat(fixture.record().source()).isEqualTo(UsageSource.ESTIMATED);
        }
    }

    @Test
    void areAskedOfVertexsOlderModelsInInstancesWithTaskTitleAndLength() {
        FakeProvider provider = vertex(Dialect.VERTEX_PREDICT, PREDICTED + "\n" + PREDICTED);
        GeminiEmbedRequest request = GeminiEmbedRequest.parse(
                "gemini-embedding-001",
                true,
                RawJson.parse("{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                        + "\"taskType\":\"RETRIEVAL_DOCUMENT\",\"title\":\"t\",\"outputDimensionality\":2},"
                        + "{\"content\":{\"parts\":[{\"text\":\"b\"}]}}]}"),
                Map.of());
        try (RouterFixture fixture = on(provider)) {
            assertThat(wire(fixture, request))
                    .isEqualTo("{\"embeddings\":[{\"values\":[1,-2.5]},{\"values\":[1,-2.5]}],"
                            + "\"usageMetadata\":{\"promptTokenCount\":6}}");
            assertThat(sent(provider))
                    .isEqualTo(
                            "{\"instances\":[{\"content\":\"a\",\"task_type\":\"RETRIEVAL_DOCUMENT\",\"title\":\"t\"}],"
                                    + "\"parameters\":{\"autoTruncate\":false,\"outputDimensionality\":2}}\n"
                                    + "{\"instances\":[{\"content\":\"b\"}],\"parameters\":{\"autoTruncate\":false}}");
            assertThat(provider.lastRequest().operation()).isEmpty();
            assertThat(fixture.record().source()).isEqualTo(UsageSource.REPORTED);
            assertThat(fixture.record().costNanos()).hasValue(6_000);
        }
    }

    @Test
    void areAskedOfVertexsTextModelsManyAtOnceWithinTheirLimits() {
        FakeProvider provider = vertex(Dialect.VERTEX_PREDICT, PREDICTED);
        try (RouterFixture fixture = on(provider)) {
            String[] many = Collections.nCopies(251, "a").toArray(String[]::new);
            refusedForTheCount(fixture, openAi("text-embedding-005", many).build());
            assertThat(sent(provider).lines().map(line -> line.split("content").length - 1))
                    .containsExactly(250, 1);

            String[] wide = Collections.nCopies(3, "x".repeat(9_000)).toArray(String[]::new);
            refusedForTheCount(fixture, openAi("text-embedding-005", wide).build());
            assertThat(sent(provider).lines().map(line -> line.split("content").length - 1))
                    .containsExactly(2, 1);
        }
    }

    private static void refusedForTheCount(RouterFixture fixture, RouterRequest request) {
        assertThatThrownBy(() -> wire(fixture, request))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.code()).isEqualTo(RouterErrorCode.UPSTREAM_FAILED));
    }

    @Test
    void areOfOpenAisClientsTheSameVectors() {
        FakeProvider provider = vertex(Dialect.VERTEX_PREDICT, PREDICTED);
        try (RouterFixture fixture = on(provider)) {
            String answer = wire(
                    fixture, openAi("text-embedding-005", "a").dimensions(2).build());
            assertThat(answer).contains("\"embedding\":[1,-2.5]", "\"prompt_tokens\":3");
            assertThat(sent(provider))
                    .isEqualTo("{\"instances\":[{\"content\":\"a\"}],\"parameters\":{\"autoTruncate\":false,"
                            + "\"outputDimensionality\":2}}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"predictions\":[]}",
                "{\"predictions\":[{\"embeddings\":{}}]}",
                "{}",
                "[]",
                "",
                "{\"predictions\":[{\"embeddings\":{\"values\":[1"
            })
    @Tag("R2.2")
    void thatAreNoneFailTheAttempt(String bad) {
        try (RouterFixture fixture = on(vertex(Dialect.VERTEX_PREDICT, bad))) {
            refusedForTheCount(fixture, openAi("text-embedding-005", "a").build());
            assertThat(fixture.record().succeeded()).isFalse();
        }
    }

    /** Vertex has no batch; with settings where Google's own SDK for Vertex writes them. */
    @Test
    void inABatchAreAskedOfVertexsNewerModelsALineEach() {
        FakeProvider provider = vertex(
                Dialect.GEMINI_EMBED,
                "{\"embedding\":{\"values\":[1]},\"usageMetadata\":{\"promptTokenCount\":3}}\n"
                        + "{\"embedding\":{\"values\":[2]},\"usageMetadata\":{\"promptTokenCount\":4}}\n");
        GeminiEmbedRequest batch = GeminiEmbedRequest.builder()
                .model("gemini-embedding-2")
                .text("a")
                .text("b")
                .build();
        try (RouterFixture fixture = on(provider)) {
            assertThat(wire(fixture, batch))
                    .isEqualTo("{\"embeddings\":[{\"values\":[1]},{\"values\":[2]}],"
                            + "\"usageMetadata\":{\"promptTokenCount\":7}}");
            assertThat(provider.lastRequest().operation()).isEqualTo("lines");
            assertThat(sent(provider))
                    .isEqualTo(
                            "{\"content\":{\"parts\":[{\"text\":\"a\"}]}}\n{\"content\":{\"parts\":[{\"text\":\"b\"}]}}");

            String openAi = wire(
                    fixture,
                    openAi("gemini-embedding-2", "a", "b").dimensions(64).build());
            assertThat(openAi).contains("\"embedding\":[1]", "\"embedding\":[2]", "\"prompt_tokens\":7");
            assertThat(sent(provider))
                    .startsWith("{\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                            + "\"embedContentConfig\":{\"outputDimensionality\":64}}\n");
        }
    }

    @Test
    void ofOneTextGoToVertexByteForByte() {
        String answer = "{\n \"embedding\": {\"values\": [1.50]}\n}";
        String body = "{\n \"content\" : {\"parts\":[{\"text\":\"a\"}]}, \"taskType\":\"CLUSTERING\"}";
        FakeProvider provider = vertex(Dialect.GEMINI_EMBED, answer);
        try (RouterFixture fixture = on(provider)) {
            assertThat(wire(
                            fixture,
                            GeminiEmbedRequest.parse("gemini-embedding-2", false, RawJson.parse(body), Map.of())))
                    .isEqualTo(answer);
            assertThat(sent(provider)).isEqualTo(body);
            assertThat(provider.lastRequest().operation()).isEmpty();
        }
    }
}
