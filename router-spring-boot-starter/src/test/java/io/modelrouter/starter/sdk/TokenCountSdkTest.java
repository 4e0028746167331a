package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.google.genai.Client;
import com.google.genai.types.CountTokensResponse;
import com.openai.client.OpenAIClient;
import com.openai.models.responses.inputtokens.InputTokenCountParams;
import com.openai.models.responses.inputtokens.InputTokenCountResponse;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A count of tokens over HTTP")
class TokenCountSdkTest {
    private static final List<String> TYPES = List.of("claude", "gemini", "openai");

    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static AnthropicClient claude;
    private static Client gemini;
    private static OpenAIClient openai;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static volatile LoopbackUpstream.Handler next = (request, wire) -> {};

    /** One channel for each vendor, which serves what begins with its name beside what it is asked for by its own dialect. */
    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String type : TYPES) {
            int index = List.of("openai", "claude", "gemini").indexOf(type);
            settings.put("model-router.channels[" + index + "].models", "*,on-" + type);
        }
        settings.put("model-router.channels[3].name", "lonely-chat");
        settings.put("model-router.channels[3].type", "openai");
        settings.put("model-router.channels[3].base-url", upstream.url());
        settings.put("model-router.channels[3].dialects", "openai-chat");
        settings.put("model-router.channels[3].models", "chat-only");
        settings.put("model-router.channels[3].priority", "9");
        settings.put("model-router.channels[4].name", "gemini-only");
        settings.put("model-router.channels[4].type", "gemini");
        settings.put("model-router.channels[4].base-url", upstream.url());
        settings.put("model-router.channels[4].models", "gemini-alone");
        settings.put("model-router.channels[4].priority", "9");
        settings.putAll(RunningGateway.token(1, "few", "sk-few-0123456789abcdef", "unlimited", "true"));
        settings.put("model-router.tokens[1].models", "nothing");
        gateway = RunningGateway.before(upstream, settings);
        claude = ClaudeClients.client(gateway.url(), RunningGateway.KEY);
        gemini = GeminiClients.client(gateway.url(), RunningGateway.KEY);
        openai = OpenAiClients.client(gateway.url(), RunningGateway.KEY);
    }

    @AfterAll
    static void stop() {
        claude.close();
        gemini.close();
        openai.close();
        gateway.close();
        upstream.close();
    }

    private static void answers(int status, String body, String... header) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", "application/json"));
        for (int i = 0; i < header.length; i += 2) {
            headers.put(header[i], header[i + 1]);
        }
        next = (request, wire) -> wire.whole(status, headers, body.getBytes(StandardCharsets.UTF_8));
        upstream.forget();
        gateway.calls().forget();
    }

    private static String path(RecordedExchange exchange) {
        switch (exchange.protocol()) {
            case Recordings.CLAUDE:
                return "/v1/messages/count_tokens";
            case Recordings.RESPONSES:
                return "/v1/responses/input_tokens";
            default:
                String path = exchange.path();
                return "/v1beta" + path.substring(path.lastIndexOf("/models/"));
        }
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + RunningGateway.KEY)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {Recordings.CLAUDE, Recordings.RESPONSES, Recordings.GEMINI})
    void isHandedOnToTheByteBothWaysForEveryRecording(String protocol) throws Exception {
        List<RecordedExchange> counts = RecordedExchanges.assumePresent()
                .protocol(protocol)
                .api("count-tokens", "responses-input-tokens")
                .withRequest()
                .list();
        for (RecordedExchange exchange : counts) {
            String answer = new String(exchange.responseBody(), StandardCharsets.UTF_8);
            String body = new String(exchange.requestBody().orElseThrow(), StandardCharsets.UTF_8);
            answers(exchange.status(), answer, "anthropic-ratelimit-requests-limit", "7", "set-cookie", "a=b");

            HttpResponse<String> received = post(path(exchange), body, "anthropic-beta", "some-beta");

            assertThat(received.statusCode()).as("%s", exchange).isEqualTo(exchange.status());
            assertThat(received.body()).as("%s", exchange).isEqualTo(answer);
            assertThat(received.headers().firstValue("x-router-estimated")).isEmpty();
            assertThat(received.headers().firstValue("anthropic-ratelimit-requests-limit"))
                    .contains("7");
            assertThat(received.headers().firstValue("set-cookie")).isEmpty();
            assertThat(received.headers().firstValue("x-request-id")).isPresent();
            LoopbackUpstream.Request sent = upstream.onlyRequest();
            assertThat(sent.text()).as("%s", exchange).isEqualTo(body);
            assertThat(sent.target()).as("%s", exchange).isEqualTo(path(exchange));
            assertThat(sent.headers().toString())
                    .contains(RunningGateway.UPSTREAM_KEY)
                    .doesNotContain(RunningGateway.KEY);
            assertThat(sent.header("anthropic-beta")).isEqualTo(protocol.equals(Recordings.CLAUDE) ? "some-beta" : "");
        }
        assertThat(counts).isNotEmpty();
    }

    @Test
    void isReadByTheAnthropicSdk() {
        answers(200, "{\"input_tokens\":2095}");
        MessageCountTokensParams params = MessageCountTokensParams.builder()
                .model("claude-any")
                .addUserMessage("hello")
                .system("be terse")
                .build();

        assertThat(claude.messages().countTokens(params).inputTokens()).isEqualTo(2095);
        assertThat(upstream.onlyRequest().target()).isEqualTo("/v1/messages/count_tokens");
        AnthropicClient below = ClaudeClients.client(gateway.url() + "/claude", RunningGateway.KEY);
        assertThat(below.messages().countTokens(params).inputTokens()).isEqualTo(2095);
        below.close();
    }

    @Test
    void isReadByTheGoogleSdk() {
        answers(200, "{\"totalTokens\":31,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":31}]}");

        CountTokensResponse counted = gemini.models.countTokens("gemini-any", "hello", null);

        assertThat(counted.totalTokens()).contains(31);
        assertThat(upstream.onlyRequest().target()).isEqualTo("/v1beta/models/gemini-any:countTokens");
    }

    @Test
    void isReadByTheOpenAiSdk() {
        answers(200, "{\"object\":\"response.input_tokens\",\"input_tokens\":11}");

        InputTokenCountResponse counted = openai.responses()
                .inputTokens()
                .count(InputTokenCountParams.builder()
                        .model("gpt-any")
                        .input("hello")
                        .build());

        assertThat(counted.inputTokens()).isEqualTo(11);
        assertThat(upstream.onlyRequest().target()).isEqualTo("/v1/responses/input_tokens");
    }

    @Test
    void isTranslatedWhereTheModelIsOnAChannelOfAnotherVendor() {
        answers(200, "{\"totalTokens\":31}");

        assertThat(claude.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("gemini-alone")
                                .addUserMessage("hello")
                                .build())
                        .inputTokens())
                .isEqualTo(31);
        assertThat(upstream.onlyRequest().target()).isEqualTo("/v1beta/models/gemini-alone:countTokens");

        answers(200, "{\"totalTokens\":32}");
        assertThat(openai.responses()
                        .inputTokens()
                        .count(InputTokenCountParams.builder()
                                .model("gemini-alone")
                                .input("hello")
                                .build())
                        .inputTokens())
                .isEqualTo(32);
    }

    @Test
    void isEstimatedAndMarkedWhereTheUpstreamHasNoEndpointForIt() throws Exception {
        answers(500, "{}");

        HttpResponse<String> claudes = post(
                "/v1/messages/count_tokens",
                "{\"model\":\"chat-only\",\"messages\":[{\"role\":\"user\",\"content\":\"What is the capital of France?\"}]}");
        assertThat(claudes.statusCode()).as(claudes.body()).isEqualTo(200);
        assertThat(RawJson.parse(claudes.body()).names()).containsExactly("input_tokens");
        assertThat(claudes.headers().firstValue("x-router-estimated")).contains("true");
        assertThat(claudes.headers().firstValue("request-id"))
                .isEqualTo(claudes.headers().firstValue("x-request-id"));

        assertThat(gateway.calls().records()).as("a count is no call").isEmpty();
        assertThat(gateway.balance("team").used()).isZero();
    }

    @Test
    void failsInTheWordsOfItsDialect() throws Exception {
        answers(200, "{\"input_tokens\":1}");

        AnthropicClient stranger = ClaudeClients.client(gateway.url(), "sk-nobody-0123456789");
        assertThatThrownBy(() -> stranger.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("m")
                                .addUserMessage("hi")
                                .build()))
                .isInstanceOf(UnauthorizedException.class);
        stranger.close();
        assertThat(post("/v1/messages/count_tokens", "{\"messages\":[]}").body())
                .contains("invalid_request_error")
                .contains("model");
        HttpResponse<String> noContents = post("/v1beta/models/m:countTokens", "{}");
        assertThat(noContents.statusCode()).isEqualTo(400);
        assertThat(noContents.body()).contains("INVALID_ARGUMENT");
        assertThat(post("/v1beta/models/m:countTokens", "{\"generateContentRequest\":7}")
                        .body())
                .contains("generateContentRequest must be an object");
        HttpRequest forbidden = HttpRequest.newBuilder(gateway.uri("/v1/responses/input_tokens"))
                .header("authorization", "Bearer sk-few-0123456789abcdef")
                .POST(BodyPublishers.ofString("{\"model\":\"gpt-any\",\"input\":\"hi\"}"))
                .build();
        assertThat(HTTP.send(forbidden, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void tellsWhatTheUpstreamOfTheSameDialectSaysOfAModelItHasNot() {
        answers(
                404,
                "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: claude-none\"}}");

        assertThatThrownBy(() -> claude.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("claude-none")
                                .addUserMessage("hi")
                                .build()))
                .isInstanceOf(NotFoundException.class);
    }
}
