package io.modelrouter.starter.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.sdk.GeminiClients;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Embeddings on Bedrock, by Google's SDK through the router,")
class BedrockEmbeddingSdkTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TITAN = "amazon.titan-embed-text-v2:0";
    private static final String COHERE = "cohere.embed-multilingual-v3";

    private static BedrockGateway fixture;
    private static Client gemini;

    @BeforeAll
    static void start() {
        fixture = new BedrockGateway();
        gemini = GeminiClients.client(fixture.gateway.url(), RunningGateway.KEY);
    }

    @AfterAll
    static void stop() {
        gemini.close();
        fixture.close();
    }

    private static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    /** Titan takes one text, and its vector here tells how long that was. */
    private static void titanAnswers() {
        fixture.answers((request, wire) -> {
            int length = tree(request.text()).path("inputText").asString().length();
            String body = "{\"embedding\":[" + length + ",-0.5],\"inputTextTokenCount\":" + length + "}";
            wire.whole(200, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static List<List<Float>> vectors(EmbedContentResponse answer) {
        return answer.embeddings().orElseThrow().stream()
                .map(entry -> entry.values().orElseThrow())
                .toList();
    }

    private static void checkRecord(long prompt) {
        CallRecord record = fixture.gateway.calls().onlyRecord();
        assertThat(record.succeeded()).isTrue();
        assertThat(record.channelDialect()).isEqualTo(Dialect.BEDROCK_EMBED);
        assertThat(record.usage().prompt()).isEqualTo(prompt);
        assertThat(record.source()).isEqualTo(UsageSource.REPORTED);
    }

    @Test
    @Tag("R1.14")
    void are_asked_of_titan_a_text_at_a_time_and_come_in_order() {
        titanAnswers();

        EmbedContentResponse answer = gemini.models.embedContent(
                TITAN,
                List.of("one", "three", "twelve"),
                EmbedContentConfig.builder().outputDimensionality(256).build());

        assertThat(vectors(answer)).containsExactly(List.of(3f, -0.5f), List.of(5f, -0.5f), List.of(6f, -0.5f));
        List<LoopbackUpstream.Request> sent = fixture.upstream.requests();
        assertThat(sent)
                .extracting(LoopbackUpstream.Request::target)
                .containsOnly("/model/amazon.titan-embed-text-v2%3A0/invoke");
        assertThat(sent)
                .extracting(request -> tree(request.text()))
                .containsExactly(
                        tree("{\"inputText\":\"one\",\"dimensions\":256}"),
                        tree("{\"inputText\":\"three\",\"dimensions\":256}"),
                        tree("{\"inputText\":\"twelve\",\"dimensions\":256}"));
        assertThat(sent).allMatch(request -> request.header("authorization").startsWith("AWS4-HMAC-SHA256 "));
        checkRecord(14);
    }

    @Test
    void come_alone_where_one_text_is_asked_for_alone() {
        titanAnswers();

        HttpResponse<byte[]> answer = new PlainClient()
                .post(
                        fixture.gateway,
                        "/v1beta/models/" + TITAN + ":embedContent",
                        RunningGateway.KEY,
                        "{\"content\":{\"parts\":[{\"text\":\"three\"}]}}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("embedding").path("values"))
                .isEqualTo(tree("[5,-0.5]"));
        assertThat(fixture.upstream.onlyRequest().text()).isEqualTo("{\"inputText\":\"three\"}");
        checkRecord(5);
    }

    @Test
    @Tag("R1.14")
    void are_asked_of_cohere_all_at_once_with_what_they_are_for() {
        // Cohere's body tells no tokens; Bedrock tells them in a header.
        fixture.answers((request, wire) -> wire.whole(
                200,
                Map.of("content-type", "application/json", "x-amzn-bedrock-input-token-count", "9"),
                "{\"id\":\"x\",\"embeddings\":{\"float\":[[1,0.5],[2,-0.5]]},\"texts\":[\"one\",\"two\"]}"
                        .getBytes(StandardCharsets.UTF_8)));

        EmbedContentResponse answer = gemini.models.embedContent(
                COHERE,
                List.of("one", "two"),
                EmbedContentConfig.builder().taskType("RETRIEVAL_QUERY").build());

        assertThat(vectors(answer)).containsExactly(List.of(1f, 0.5f), List.of(2f, -0.5f));
        LoopbackUpstream.Request sent = fixture.upstream.onlyRequest();
        assertThat(sent.target()).isEqualTo("/model/" + COHERE + "/invoke");
        assertThat(tree(sent.text()))
                .isEqualTo(tree("{\"texts\":[\"one\",\"two\"],\"input_type\":\"search_query\","
                        + "\"embedding_types\":[\"float\"]}"));
        checkRecord(9);
    }
}
