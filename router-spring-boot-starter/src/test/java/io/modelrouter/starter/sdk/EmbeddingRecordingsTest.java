package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.openai.client.OpenAIClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("Recorded embeddings, through the starter on a real port,")
class EmbeddingRecordingsTest {
    private static RecordedExchange next;
    private static LoopbackUpstream upstream;
    /** Its channels speak what they speak. */
    private static RunningGateway gateway;
    /** Its OpenAI channel has the models {@code oa-*} alone, its Gemini channel {@code ge-*}. */
    private static RunningGateway apart;

    private static PlainClient client;
    private static OpenAIClient openAi;
    private static Client gemini;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> Recordings.replay(next, request, wire, 211));
        gateway = RunningGateway.before(upstream, Map.of("model-router.cost-in-usage", "false"));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model-router.channels[0].models", "oa-*");
        settings.put("model-router.channels[0].model-mapping[oa-*]", "*");
        settings.put("model-router.channels[2].models", "ge-*");
        settings.put("model-router.channels[2].model-mapping[ge-*]", "*");
        apart = RunningGateway.before(upstream, settings);
        client = new PlainClient();
        openAi = OpenAiClients.client(apart.url(), RunningGateway.KEY);
        gemini = GeminiClients.client(apart.url(), RunningGateway.KEY);
    }

    @AfterAll
    static void stop() {
        openAi.close();
        gemini.close();
        apart.close();
        gateway.close();
        upstream.close();
    }

    private static void answers(RecordedExchange exchange) {
        next = exchange;
        upstream.forget();
        gateway.calls().forget();
        apart.calls().forget();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    @Tag("R1.7")
    void keep_every_byte_in_both_directions_and_are_recorded_with_their_usage() {
        int told = 0;
        List<RecordedExchange> all = RecordedEmbeddings.all().successful().list();
        for (RecordedExchange exchange : all) {
            answers(exchange);
            byte[] body = RecordedEmbeddings.body(exchange);

            HttpResponse<byte[]> received =
                    client.post(gateway, RecordedEmbeddings.path(exchange), RunningGateway.KEY, body);

            assertThat(latin(received.body())).as("answer of %s", exchange).isEqualTo(latin(exchange.responseBody()));
            assertThat(received.statusCode()).isEqualTo(200);
            LoopbackUpstream.Request sent = upstream.onlyRequest();
            assertThat(latin(sent.body())).as("request of %s", exchange).isEqualTo(latin(body));
            assertThat(sent.target()).isEqualTo(RecordedEmbeddings.path(exchange));
            CallRecord record = gateway.calls().onlyRecord();
            long tokens = RecordedEmbeddings.tokens(exchange);
            assertThat(record.source())
                    .as("usage of %s", exchange)
                    .isEqualTo(tokens > 0 ? UsageSource.REPORTED : UsageSource.ESTIMATED);
            assertThat(record.usage().output()).isZero();
            assertThat(record.usage().prompt()).as("tokens of %s", exchange).satisfies(prompt -> {
                if (tokens > 0) {
                    assertThat(prompt).isEqualTo(tokens);
                } else {
                    assertThat(prompt).isPositive();
                }
            });
            told += tokens > 0 ? 1 : 0;
        }
        assertThat(all).hasSizeGreaterThan(15);
        System.out.printf("Print embeddings passed through: %d, %d with usage told%n", all.size(), told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "base64", ""})
    void of_gemini_are_the_same_vectors_to_the_openai_sdk(String format) {
        List<RecordedExchange> all = RecordedEmbeddings.gemini().successful().list();
        for (RecordedExchange exchange : all) {
            answers(exchange);
            String model = "ge-" + RecordedEmbeddings.geminiModel(exchange);
            EmbeddingCreateParams.Builder params = EmbeddingCreateParams.builder()
                    .model(model)
                    .inputOfArrayOfStrings(RecordedEmbeddings.texts(exchange));
            if (!format.isEmpty()) {
                params.encodingFormat(EmbeddingCreateParams.EncodingFormat.of(format));
            }

            CreateEmbeddingResponse answer = openAi.embeddings().create(params.build());

            assertThat(answer.data().stream().map(Embedding::embedding))
                    .as("vectors of %s", exchange)
                    .isEqualTo(RecordedEmbeddings.vectors(exchange));
            assertThat(answer.data().stream().map(Embedding::index))
                    .isEqualTo(
                            java.util.stream.LongStream.range(0, answer.data().size())
                                    .boxed()
                                    .toList());
            long tokens = RecordedEmbeddings.tokens(exchange);
            CallRecord record = apart.calls().onlyRecord();
            assertThat(answer.usage().promptTokens())
                    .isEqualTo(tokens > 0 ? tokens : record.usage().prompt())
                    .isPositive();
            assertThat(answer.usage()._additionalProperties().containsKey("estimated"))
                    .isEqualTo(tokens == 0);
            assertThat(answer.model()).isEqualTo(model);
            LoopbackUpstream.Request sent = upstream.onlyRequest();
            boolean one = answer.data().size() == 1;
            assertThat(sent.target())
                    .isEqualTo("/v1beta/models/" + RecordedEmbeddings.geminiModel(exchange)
                            + (one ? ":embedContent" : ":batchEmbedContents"));
        }
        assertThat(all).hasSizeGreaterThan(5);
    }

    @Test
    void of_openai_and_its_imitators_are_the_same_vectors_to_googles_sdk() {
        List<RecordedExchange> all = RecordedEmbeddings.openAi().successful().list();
        for (RecordedExchange exchange : all) {
            answers(exchange);

            EmbedContentResponse answer = gemini.models.embedContent(
                    "oa-some-model",
                    RecordedEmbeddings.texts(exchange),
                    EmbedContentConfig.builder().outputDimensionality(64).build());

            assertThat(answer.embeddings().orElseThrow().stream()
                            .map(e -> e.values().orElseThrow()))
                    .as("vectors of %s", exchange)
                    .isEqualTo(RecordedEmbeddings.vectors(exchange));
            JsonNode sent = Recordings.json(upstream.onlyRequest().body());
            assertThat(upstream.onlyRequest().target()).isEqualTo("/v1/embeddings");
            assertThat(sent.path("model").asString()).isEqualTo("some-model");
            assertThat(sent.path("dimensions").asInt()).isEqualTo(64);
            assertThat(sent.path("input").size())
                    .isEqualTo(RecordedEmbeddings.texts(exchange).size());
            assertThat(sent.has("encoding_format")).isFalse();
            CallRecord record = apart.calls().onlyRecord();
            assertThat(record.usage().prompt()).isEqualTo(RecordedEmbeddings.tokens(exchange));
            assertThat(record.source()).isEqualTo(UsageSource.REPORTED);
        }
        assertThat(all).hasSizeGreaterThan(10);
    }

    @Test
    @Tag("R2.2")
    void that_failed_are_told_in_the_shape_of_the_caller() {
        List<RecordedExchange> all = RecordedEmbeddings.all().tag("error").list();
        for (RecordedExchange exchange : all) {
            boolean ofGemini = RecordedEmbeddings.isGemini(exchange);
            for (boolean asksGemini : new boolean[] {true, false}) {
                answers(exchange);
                String model = (ofGemini ? "ge-" : "oa-") + "nonexistent-model";
                String path = asksGemini ? "/v1beta/models/" + model + ":embedContent" : "/v1/embeddings";
                String body = asksGemini
                        ? "{\"content\":{\"parts\":[{\"text\":\"a\"}]}}"
                        : "{\"model\":\"" + model + "\",\"input\":\"a\"}";

                HttpResponse<byte[]> received =
                        client.post(apart, path, RunningGateway.KEY, body.getBytes(StandardCharsets.UTF_8));

                JsonNode error = Recordings.json(received.body()).path("error");
                assertThat(received.statusCode()).as("%s", exchange).isBetween(400, 599);
                assertThat(error.path("message").asString()).as("%s", exchange).isNotEmpty();
                assertThat(error.has(asksGemini ? "status" : "type"))
                        .as("%s", exchange)
                        .isTrue();
                assertThat(latin(received.body())).doesNotContain(RunningGateway.UPSTREAM_KEY);
            }
        }
        assertThat(all).hasSizeGreaterThan(3);
    }
}
