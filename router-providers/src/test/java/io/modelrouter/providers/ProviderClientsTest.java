package io.modelrouter.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.compatible.CompatibleClient;
import io.modelrouter.providers.gemini.GeminiClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The clients of OpenAI, Claude and Gemini")
class ProviderClientsTest {
    private static final String CANARY = "sk-canary-77-secret";

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

    private ProviderClient client(String type) {
        switch (type) {
            case "openai":
                return new OpenAiClient(transport);
            case "claude":
                return new ClaudeClient(transport);
            case "llama-cpp":
                return CompatibleClient.ofAll(transport).stream()
                        .filter(client -> client.type().equals(type))
                        .findFirst()
                        .orElseThrow();
            default:
                return new GeminiClient(transport);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI_RESPONSES, /v1/responses/input_tokens",
        "claude, CLAUDE_MESSAGES, /v1/messages/count_tokens",
        "gemini, GEMINI_GENERATE, /v1beta/models/m-1:countTokens",
        "llama-cpp, CLAUDE_MESSAGES, /v1/messages/count_tokens",
        "llama-cpp, OPENAI_RESPONSES, /v1/responses/input_tokens",
    })
    void haveAnEndpointThatCountsTokens(String type, Dialect dialect, String path) throws Exception {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        Channel channel = channel(type, "").build();
        ProviderRequest chat = request(channel, dialect, "m-1", false, false, Map.of());
        ProviderClient client = client(type);

        client.newCall(new ProviderRequest(
                        channel,
                        chat.key(),
                        dialect,
                        chat.model(),
                        false,
                        false,
                        chat.body(),
                        chat.headers(),
                        chat.deadline(),
                        "count"))
                .execute()
                .close();

        assertThat(server.takeRequest().getRequestLine()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat(client.counts(channel, dialect)).isTrue();
        assertThat(client.counts(channel, Dialect.OPENAI_CHAT)).isFalse();
    }

    @Test
    void ofTypeOpenAiRankOnlyWhereTheSettingsSayThatTheirUpstreamDoes() {
        ProviderClient client = client("openai");
        Channel plain = channel("openai", "").build();
        Channel ranking = channel("openai", "").dialects(Dialect.RERANK).build();

        assertThat(client.dialects(plain, "m")).doesNotContain(Dialect.RERANK);
        client.validate(ranking);
        assertThat(client.dialects(ranking, "m")).containsExactly(Dialect.RERANK);
    }

    private Channel.Builder channel(String type, String path) {
        return Channel.builder("c", type)
                .baseUrl("http://127.0.0.1:" + server.getPort() + path)
                .models("*");
    }

    private static ProviderRequest request(
            Channel channel, Dialect dialect, String model, boolean stream, boolean sse, Map<String, String> headers) {
        return new ProviderRequest(
                channel,
                Secret.of(CANARY),
                dialect,
                model,
                stream,
                sse,
                WireBody.of(new byte[] {'{', '}'}),
                headers,
                Duration.ofSeconds(30));
    }

    private RecordedRequest send(
            String type,
            Channel channel,
            Dialect dialect,
            String model,
            boolean stream,
            boolean sse,
            Map<String, String> headers)
            throws Exception {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        ProviderClient client = client(type);
        client.validate(channel);
        client.newCall(request(channel, dialect, model, stream, sse, headers))
                .execute()
                .close();
        return server.takeRequest();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "openai, -, OPENAI_CHAT, /v1/chat/completions",
                "openai, /v1, OPENAI_CHAT, /v1/chat/completions",
                "openai, /v1/, OPENAI_RESPONSES, /v1/responses",
                "openai, /a/b, OPENAI_RESPONSES, /a/b/v1/responses",
                "openai, /a/b/v1, OPENAI_CHAT, /a/b/v1/chat/completions",
                "claude, -, CLAUDE_MESSAGES, /v1/messages",
                "claude, /v1, CLAUDE_MESSAGES, /v1/messages",
                "claude, /anthropic, CLAUDE_MESSAGES, /anthropic/v1/messages",
                "openai, /v1, OPENAI_EMBEDDINGS, /v1/embeddings",
                "gemini, /v1beta, GEMINI_EMBED, /v1beta/models/m-1:embedContent",
                "gemini, -, GEMINI_GENERATE, /v1beta/models/m-1:generateContent",
                "gemini, /, GEMINI_GENERATE, /v1beta/models/m-1:generateContent",
                "gemini, /v1beta, GEMINI_GENERATE, /v1beta/models/m-1:generateContent",
                "gemini, /v1, GEMINI_GENERATE, /v1/models/m-1:generateContent",
                "gemini, /p/v1beta/, GEMINI_GENERATE, /p/v1beta/models/m-1:generateContent"
            })
    void findTheirPathsUnderAnyBaseUrl(String type, String base, Dialect dialect, String path) throws Exception {
        RecordedRequest recorded =
                send(type, channel(type, base == null ? "" : base).build(), dialect, "m-1", false, true, Map.of());

        assertThat(recorded.getRequestLine()).isEqualTo("POST " + path + " HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, /v1beta/models/m:generateContent",
        "false, false, /v1beta/models/m:generateContent",
        "true, true, /v1beta/models/m:streamGenerateContent?alt=sse",
        "true, false, /v1beta/models/m:streamGenerateContent"
    })
    void geminiChoosesThePathByStreamAndFraming(boolean stream, boolean sse, String path) throws Exception {
        RecordedRequest recorded =
                send("gemini", channel("gemini", "").build(), Dialect.GEMINI_GENERATE, "m", stream, sse, Map.of());

        assertThat(recorded.getTarget()).isEqualTo(path);
        assertThat(recorded.getHeaders().get("accept"))
                .isEqualTo(stream && sse ? "text/event-stream" : "application/json");
        assertThat(recorded.getHeaders().get("accept-encoding")).isEqualTo(stream ? "identity" : "gzip");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, /v1beta/models/gemini-2.5-flash:generateContent",
        "models/gemini-2.5-flash, /v1beta/models/gemini-2.5-flash:generateContent",
        "tunedModels/x-1, /v1beta/tunedModels/x-1:generateContent",
        "a/b/c, /v1beta/models/a/b/c:generateContent",
        "a@b+c_d, /v1beta/models/a@b+c_d:generateContent",
        "m.1, /v1beta/models/m.1:generateContent"
    })
    void geminiPutsTheModelIntoThePath(String model, String path) throws Exception {
        assertThat(send("gemini", channel("gemini", "").build(), Dialect.GEMINI_GENERATE, model, false, true, Map.of())
                        .getTarget())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @Tag("S6.path")
    @ValueSource(
            strings = {
                "",
                "/",
                "..",
                ".",
                "../files",
                "a/../b",
                "a/./b",
                "a..b",
                "/a",
                "a/",
                "a//b",
                "a:b",
                "m:generateContent",
                "a?key=x",
                "a#b",
                "a%2e%2e",
                "a%2Fb",
                "a\\b",
                "a b",
                "a\tb",
                "a\r\nb",
                "a\0b",
                "m\u00e9",
                "a;b",
                "a&b",
                "\uff0e\uff0e/b"
            })
    void geminiRefusesNamesThatWouldLeaveThePath(String model) {
        Channel channel = channel("gemini", "").build();
        ProviderCall call =
                client("gemini").newCall(request(channel, Dialect.GEMINI_GENERATE, model, false, true, Map.of()));

        assertThatThrownBy(call::execute)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    @Tag("S6.path")
    void geminiRefusesOverlongNames() {
        Channel channel = channel("gemini", "").build();

        assertThatThrownBy(() -> client("gemini")
                        .newCall(request(channel, Dialect.GEMINI_GENERATE, "m".repeat(257), false, true, Map.of()))
                        .execute())
                .isInstanceOf(ProviderException.class);
    }

    @Test
    void eachHasItsOwnHeaderForTheKey() throws Exception {
        RecordedRequest openai =
                send("openai", channel("openai", "").build(), Dialect.OPENAI_CHAT, "m", false, true, Map.of());
        RecordedRequest claude =
                send("claude", channel("claude", "").build(), Dialect.CLAUDE_MESSAGES, "m", false, true, Map.of());
        RecordedRequest gemini =
                send("gemini", channel("gemini", "").build(), Dialect.GEMINI_GENERATE, "m", true, true, Map.of());

        assertThat(openai.getHeaders().get("authorization")).isEqualTo("Bearer " + CANARY);
        assertThat(openai.getHeaders().get("anthropic-version")).isNull();
        assertThat(claude.getHeaders().get("x-api-key")).isEqualTo(CANARY);
        assertThat(claude.getHeaders().get("authorization")).isNull();
        assertThat(gemini.getHeaders().get("x-goog-api-key")).isEqualTo(CANARY);
        assertThat(gemini.getHeaders().get("authorization")).isNull();
        assertThat(gemini.getTarget()).doesNotContain("key", "canary");
    }

    @Test
    void claudeSendsTheCallersVersionElseTheDefault() throws Exception {
        Channel channel = channel("claude", "").build();

        assertThat(send("claude", channel, Dialect.CLAUDE_MESSAGES, "m", false, true, Map.of())
                        .getHeaders()
                        .values("anthropic-version"))
                .containsExactly("2023-06-01");
        RecordedRequest own = send(
                "claude",
                channel,
                Dialect.CLAUDE_MESSAGES,
                "m",
                false,
                true,
                Map.of("Anthropic-Version", "2099-01-01", "anthropic-beta", "x-1"));
        assertThat(own.getHeaders().values("anthropic-version")).containsExactly("2099-01-01");
        assertThat(own.getHeaders().get("anthropic-beta")).isEqualTo("x-1");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI_CHAT, api.openai.com",
        "claude, CLAUDE_MESSAGES, api.anthropic.com",
        "gemini, GEMINI_GENERATE, generativelanguage.googleapis.com"
    })
    void theirOwnAddressIsTheDefault(String type, Dialect dialect, String host) {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpTransport offline = new HttpTransport(HttpTransportSettings.builder()
                .resolver(name -> {
                    asked.add(name);
                    throw new UnknownHostException(name);
                })
                .build());
        ProviderClient client = type.equals("openai")
                ? new OpenAiClient(offline)
                : type.equals("claude") ? new ClaudeClient(offline) : new GeminiClient(offline);
        Channel channel = Channel.builder("c", type).models("*").build();
        client.validate(channel);

        assertThatThrownBy(() -> client.newCall(request(channel, dialect, "m", false, true, Map.of()))
                        .execute())
                .isInstanceOf(ProviderException.class);
        assertThat(asked).containsExactly(host);
        assertThat(client.type()).isEqualTo(type);
        assertThat(client.dialects()).contains(dialect);
    }

    @Test
    @Tag("S6.keys")
    void noFailureHasTheKeyInIt() throws Exception {
        server.close();
        for (String type : List.of("openai", "claude", "gemini")) {
            Dialect dialect = client(type).dialects().iterator().next();
            Channel channel = channel(type, "").build();
            for (Map<String, String> headers : List.of(Map.<String, String>of(), Map.of("x-router-hops", "canary\n"))) {
                ProviderCall call = client(type).newCall(request(channel, dialect, "m", true, true, headers));
                assertThatThrownBy(call::execute).satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("canary").doesNotContain("alt=sse");
                });
                assertThat(call.toString()).doesNotContain("canary");
            }
        }
    }

    @Test
    void validationNamesTheSettingAndWhatIsAllowed() {
        assertThatThrownBy(() -> client("openai")
                        .validate(channel("openai", "/v1/chat/completions").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base-url")
                .hasMessageContaining("https://host/v1");
        assertThatThrownBy(() -> client("openai")
                        .validate(channel("openai", "")
                                .dialects(Dialect.GEMINI_GENERATE)
                                .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dialects: a channel of type openai does not speak gemini-generate, only"
                        + " [openai-chat, openai-responses");
        assertThatThrownBy(() -> client("openai")
                        .validate(
                                channel("openai", "").apiKey("sk-\u2603-canary").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("api-keys: a key has a character no header can carry");
    }
}
