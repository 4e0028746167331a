package io.modelrouter.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.demo.DemoClient;
import io.modelrouter.providers.gemini.GeminiClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.openai.OpenAiClient;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A vendor's list of models")
class ModelListsOfVendorsTest {
    private static final Secret KEY = Secret.of("sk-canary-77-secret");

    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport = new HttpTransport(
            HttpTransportSettings.builder().allowPrivateAddresses(true).build());

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private Channel channel(String type) {
        return Channel.builder("c", type)
                .baseUrl("http://127.0.0.1:" + server.getPort())
                .models("*")
                .build();
    }

    private Optional<List<String>> models(ProviderClient client) throws ProviderException {
        return client.models(channel(client.type()), KEY);
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    @Test
    void isOnePageAtOpenAi() throws Exception {
        answer(200, "{\"object\":\"list\",\"data\":[{\"id\":\"o3\",\"object\":\"model\"},{\"id\":\"gpt-4o\"}]}");

        assertThat(models(new OpenAiClient(transport))).contains(List.of("gpt-4o", "o3"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("GET /v1/models HTTP/1.1");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer " + KEY.reveal());
        assertThat(request.getHeaders().get("content-type")).isNull();
        assertThat(request.getBodySize()).isZero();
    }

    @Test
    void isReadPageByPageAtAnthropic() throws Exception {
        answer(200, "{\"data\":[{\"type\":\"model\",\"id\":\"claude-b\"}],\"has_more\":true,\"last_id\":\"claude-b\"}");
        answer(
                200,
                "{\"data\":[{\"type\":\"model\",\"id\":\"claude-a\"}],\"has_more\":false,\"last_id\":\"claude-a\"}");

        assertThat(models(new ClaudeClient(transport))).contains(List.of("claude-a", "claude-b"));
        RecordedRequest first = server.takeRequest();
        assertThat(first.getTarget()).isEqualTo("/v1/models?limit=1000");
        assertThat(first.getHeaders().get("anthropic-version")).isEqualTo(ClaudeClient.DEFAULT_VERSION);
        assertThat(first.getHeaders().get("x-api-key")).isEqualTo(KEY.reveal());
        assertThat(server.takeRequest().getTarget())
                .contains("after_id=claude-b")
                .contains("limit=1000");
    }

    @Test
    void isReadPageByPageAtGeminiWithPlainNames() throws Exception {
        answer(200, "{\"models\":[{\"name\":\"models/gemini-2.5-pro\"}],\"nextPageToken\":\"t/1=\"}");
        answer(200, "{\"models\":[{\"name\":\"models/gemini-2.5-flash\"},{\"name\":\"tunedModels/mine\"}]}");

        assertThat(models(new GeminiClient(transport)))
                .contains(List.of("gemini-2.5-flash", "gemini-2.5-pro", "tunedModels/mine"));
        assertThat(server.takeRequest().getTarget()).isEqualTo("/v1beta/models?pageSize=1000");
        RecordedRequest second = server.takeRequest();
        assertThat(second.getUrl().queryParameter("pageToken")).isEqualTo("t/1=");
        assertThat(second.getTarget()).doesNotContain(KEY.reveal());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void isNotThereWhereTheServerHasNoSuchPath(int status) throws Exception {
        answer(status, "{}");

        assertThat(models(new OpenAiClient(transport))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401, CREDENTIAL", "403, CREDENTIAL", "429, RATE_LIMITED", "500, TRANSIENT", "302, CALLER"})
    void failsByWhatTheStatusMeans(int status, FailureKind kind) {
        answer(status, "{\"error\":\"" + KEY.reveal() + "\"}");

        assertThatThrownBy(() -> models(new OpenAiClient(transport)))
                .isInstanceOfSatisfying(ProviderException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e).hasMessageContaining(Integer.toString(status));
                    assertThat(e.toString()).doesNotContain(KEY.reveal());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "", "{}", "[]", "{\"data\":{}}"})
    void isNotMadeUpFromAnythingElse(String body) {
        answer(200, body);

        assertThatThrownBy(() -> models(new OpenAiClient(transport)))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TRANSIENT));
    }

    @Test
    void doesNotGoOnForEver() throws Exception {
        for (int i = 0; i < 100; i++) {
            answer(200, "{\"data\":[{\"id\":\"m" + i + "\"}],\"has_more\":true,\"last_id\":\"m" + i + "\"}");
        }

        assertThat(models(new ClaudeClient(transport)).orElseThrow()).hasSize(100);
        assertThat(server.getRequestCount()).isEqualTo(100);
    }

    @Test
    void isNotFetchedFromAnAddressThatIsRefused() {
        try (HttpTransport strict = new HttpTransport()) {
            assertThatThrownBy(() -> models(new OpenAiClient(strict)))
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION));
            assertThat(server.getRequestCount()).isZero();
        }
    }

    @Test
    void hasNamesToTryAtTheDemo() throws Exception {
        assertThat(new DemoClient().models(channel("demo"), null).orElseThrow()).contains("demo", "demo-error-429");
    }
}
