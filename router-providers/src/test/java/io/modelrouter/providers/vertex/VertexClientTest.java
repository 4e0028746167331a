package io.modelrouter.providers.vertex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The client of Vertex AI")
class VertexClientTest {
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

    private static Channel.Builder channel() {
        return Channel.builder("c", "vertex").models("*");
    }

    private Channel.Builder project() {
        return channel()
                .baseUrl("http://127.0.0.1:" + server.getPort())
                .option("project", "p-1")
                .option("location", "us-east5");
    }

    private static ProviderRequest request(
            Channel channel, @Nullable String key, Dialect dialect, String model, boolean stream, String operation) {
        return new ProviderRequest(
                channel,
                key == null ? null : Secret.of(key),
                dialect,
                model,
                stream,
                true,
                WireBody.of(new byte[] {'{', '}'}),
                Map.of(),
                Duration.ofSeconds(20),
                operation);
    }

    private RecordedRequest send(
            Channel channel, AccessTokens tokens, @Nullable String key, Dialect dialect, String model, boolean stream)
            throws Exception {
        return send(channel, tokens, key, dialect, model, stream, "");
    }

    private RecordedRequest send(
            Channel channel,
            AccessTokens tokens,
            @Nullable String key,
            Dialect dialect,
            String model,
            boolean stream,
            String operation)
            throws Exception {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        VertexClient client = new VertexClient(transport, tokens);
        client.validate(channel);
        client.newCall(request(channel, key, dialect, model, stream, operation))
                .execute()
                .close();
        return server.takeRequest();
    }

    /** The paths are those of fantasy-simple-0-2e642d6e, fantasy-simple-streaming-0-aa482672 and others of the vendor. */
    @ParameterizedTest
    @CsvSource({
        "CLAUDE_MESSAGES, claude-3-7-sonnet@20250219, false, anthropic/models/claude-3-7-sonnet@20250219:rawPredict",
        "CLAUDE_MESSAGES, claude-3-7-sonnet@20250219, true, anthropic/models/claude-3-7-sonnet@20250219:streamRawPredict",
        "CLAUDE_MESSAGES, anthropic/claude-x, false, anthropic/models/claude-x:rawPredict",
        "GEMINI_GENERATE, gemini-2.5-flash, false, google/models/gemini-2.5-flash:generateContent",
        "GEMINI_GENERATE, google/gemini-2.5-flash, false, google/models/gemini-2.5-flash:generateContent",
        "GEMINI_GENERATE, gemini-2.5-pro, true, google/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        "GEMINI_EMBED, gemini-embedding-2, false, google/models/gemini-embedding-2:embedContent"
    })
    void callsTheRecordedPaths(Dialect dialect, String model, boolean stream, String below) throws Exception {
        RecordedRequest seen = send(project().build(), AccessTokens.NONE, "ya29.x", dialect, model, stream);

        assertThat(seen.getTarget()).isEqualTo("/v1/projects/p-1/locations/us-east5/publishers/" + below);
        assertThat(seen.getHeaders().get("authorization")).isEqualTo("Bearer ya29.x");
        assertThat(seen.getHeaders().get("x-goog-api-key")).isNull();
    }

    /** Recording pydantic-test-google-vertexai-count-tokens-forwards-native-tools-0-8db0cb8f has the first. */
    @ParameterizedTest
    @CsvSource({
        "GEMINI_GENERATE, gemini-2.5-flash, publishers/google/models/gemini-2.5-flash:countTokens",
        "GEMINI_GENERATE, endpoints/123, endpoints/123:countTokens",
        "CLAUDE_MESSAGES, claude-3-7-sonnet@20250219, publishers/anthropic/models/count-tokens:rawPredict"
    })
    void countsWhereVertexCounts(Dialect dialect, String model, String below) throws Exception {
        VertexClient client = new VertexClient(transport, AccessTokens.NONE);

        assertThat(client.counts(project().build(), dialect)).isTrue();
        assertThat(send(project().build(), AccessTokens.NONE, "t", dialect, model, false, "count")
                        .getTarget())
                .isEqualTo("/v1/projects/p-1/locations/us-east5/" + below);
    }

    @Test
    void countsNothingElse() {
        VertexClient client = new VertexClient(transport, AccessTokens.NONE);

        assertThat(client.counts(project().build(), Dialect.GEMINI_EMBED)).isFalse();
        assertThat(client.counts(project().build(), Dialect.VERTEX_PREDICT)).isFalse();
        assertThat(client.counts(channel().build(), Dialect.CLAUDE_MESSAGES))
                .as("express mode")
                .isFalse();
        assertThat(client.counts(channel().build(), Dialect.GEMINI_GENERATE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GEMINI_EMBED, gemini-embedding-2, lines, embedContent", "VERTEX_PREDICT, text-embedding-005, '', predict"
    })
    void embedsOneLineAfterTheOther(Dialect dialect, String model, String operation, String method) throws Exception {
        server.enqueue(new MockResponse.Builder().body("{\n}").build());
        server.enqueue(new MockResponse.Builder().body("{}").build());
        ProviderRequest one = request(project().build(), "t", dialect, model, false, operation);
        ProviderRequest two = new ProviderRequest(
                one.channel(),
                one.key(),
                dialect,
                model,
                false,
                false,
                WireBody.of("{\"n\":1}\n{\"n\":2}".getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                one.deadline(),
                operation);

        new VertexClient(transport, AccessTokens.NONE).newCall(two).execute().close();

        for (int n = 1; n <= 2; n++) {
            RecordedRequest sent = server.takeRequest();
            assertThat(sent.getTarget())
                    .isEqualTo("/v1/projects/p-1/locations/us-east5/publishers/google/models/" + model + ":" + method);
            assertThat(sent.getBody().utf8()).isEqualTo("{\"n\":" + n + "}");
        }
    }

    @Test
    void callsTunedModelsByTheirEndpointAndOtherVersionsByName() throws Exception {
        Channel channel = project().option("api-version", "v1beta1").build();

        assertThat(send(channel, AccessTokens.NONE, "t", Dialect.GEMINI_GENERATE, "endpoints/123", false)
                        .getTarget())
                .isEqualTo("/v1beta1/projects/p-1/locations/us-east5/endpoints/123:generateContent");
    }

    @Test
    void takesTheApplicationsTokenBeforeAKey() throws Exception {
        RecordedRequest seen = send(
                project().build(),
                asked -> Optional.of(Secret.of("token-of-" + asked.name())),
                "key",
                Dialect.GEMINI_GENERATE,
                "gemini-x",
                false);

        assertThat(seen.getHeaders().get("authorization")).isEqualTo("Bearer token-of-c");
    }

    @Test
    void callsExpressModeWithAnApiKeyWhereThereIsNoProject() throws Exception {
        Channel channel =
                channel().baseUrl("http://127.0.0.1:" + server.getPort()).build();

        RecordedRequest seen = send(channel, AccessTokens.NONE, "AQ.k", Dialect.GEMINI_GENERATE, "gemini-x", false);

        assertThat(seen.getTarget()).isEqualTo("/v1/publishers/google/models/gemini-x:generateContent");
        assertThat(seen.getHeaders().get("x-goog-api-key")).isEqualTo("AQ.k");
        assertThat(seen.getHeaders().get("authorization")).isNull();
    }

    @Test
    void hasNothingToSayWithoutTokenAndKey() {
        ProviderException failure = catchThrowableOfType(
                ProviderException.class,
                () -> new VertexClient(transport, AccessTokens.NONE)
                        .newCall(request(project().build(), null, Dialect.GEMINI_GENERATE, "gemini-x", false, ""))
                        .execute());

        assertThat(failure.kind()).isEqualTo(FailureKind.CREDENTIAL);
    }

    @ParameterizedTest
    @CsvSource({
        "global, aiplatform.googleapis.com",
        "us, aiplatform.us.rep.googleapis.com",
        "eu, aiplatform.eu.rep.googleapis.com",
        "europe-west4, europe-west4-aiplatform.googleapis.com"
    })
    void hasAHostForEachLocation(String location, String host) {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpTransport offline = new HttpTransport(HttpTransportSettings.builder()
                .resolver(name -> {
                    asked.add(name);
                    throw new UnknownHostException(name);
                })
                .build());
        Channel channel =
                channel().option("project", "p").option("location", location).build();

        assertThatThrownBy(() -> new VertexClient(offline, AccessTokens.NONE)
                        .newCall(request(channel, "k", Dialect.GEMINI_GENERATE, "gemini-x", false, ""))
                        .execute())
                .isInstanceOf(ProviderException.class);
        assertThat(asked).containsExactly(host);
    }

    @Test
    void speaksClaudeToClaudeModelsAndGeminiToAllOthers() {
        VertexClient client = new VertexClient(transport, AccessTokens.NONE);
        Channel channel = project().build();

        assertThat(client.dialects(channel, "claude-sonnet-4-5@20250929")).containsExactly(Dialect.CLAUDE_MESSAGES);
        assertThat(client.dialects(channel, "publishers/anthropic/models/claude-x"))
                .containsExactly(Dialect.CLAUDE_MESSAGES);
        assertThat(client.dialects(channel, "gemini-2.5-flash"))
                .containsExactly(Dialect.GEMINI_GENERATE, Dialect.GEMINI_EMBED);
        assertThat(client.dialects(project().dialects(Dialect.GEMINI_GENERATE).build(), "claude-x"))
                .isEmpty();
        for (String newer : List.of("gemini-embedding-2", "google/gemini-embedding-2-preview")) {
            assertThat(client.dialects(channel, newer)).contains(Dialect.GEMINI_EMBED);
        }
        for (String older : List.of(
                "gemini-embedding-001",
                "publishers/google/models/gemini-embedding-001",
                "text-embedding-005",
                "text-multilingual-embedding-002",
                "textembedding-gecko@003")) {
            assertThat(client.dialects(channel, older)).containsExactly(Dialect.VERTEX_PREDICT);
        }
    }

    @ParameterizedTest
    @Tag("S6.path")
    @ValueSource(
            strings = {
                "",
                "..",
                "a/b",
                "../x",
                "a..b",
                "m:predict",
                "a?b",
                "a%2f",
                "a b",
                "endpoints/../x",
                "meta/llama"
            })
    void refusesNamesThatWouldLeaveThePath(String model) {
        ProviderException failure = catchThrowableOfType(
                ProviderException.class,
                () -> new VertexClient(transport, AccessTokens.NONE)
                        .newCall(request(project().build(), "k", Dialect.GEMINI_GENERATE, model, false, ""))
                        .execute());

        assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL);
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "project  | a/b     | options.project is no id",
                "location | US East | options.location is no location",
                "location | eu      | options.location needs options.project",
                "key-header | cookie | options.key-header must be",
                "api-version | v2   | options.api-version must be",
                "region   | eu      | options: a channel of type vertex has no option 'region'"
            })
    void namesTheOptionThatIsWrong(String option, String value, String message) {
        assertThatThrownBy(() -> new VertexClient(transport, AccessTokens.NONE)
                        .validate(channel().option(option, value).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
