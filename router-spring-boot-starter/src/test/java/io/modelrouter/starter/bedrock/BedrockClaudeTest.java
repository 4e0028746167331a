package io.modelrouter.starter.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.backends.Backend;
import com.anthropic.bedrock.backends.BedrockBackend;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.sdk.ClaudeClients;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.eventstream.HeaderValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Claude on Bedrock, through the router,")
class BedrockClaudeTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Older recordings lack members that the strict reading asks for. */
    private static final RequestOptions LENIENT =
            RequestOptions.builder().responseValidation(false).build();

    private static BedrockGateway fixture;
    private static AnthropicClient client;
    private static final PlainClient PLAIN = new PlainClient();

    @BeforeAll
    static void start() {
        fixture = new BedrockGateway();
        client = ClaudeClients.client(fixture.gateway.url(), RunningGateway.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        fixture.close();
    }

    private static RecordedExchanges recorded() {
        return RecordedExchanges.assumePresent().protocol("bedrock-invoke").successful();
    }

    private static JsonNode tree(byte[] json) {
        return JSON.readTree(json);
    }

    @Test
    void isAskedAsItWasRecorded() {
        List<RecordedExchange> all = recorded().list();
        for (RecordedExchange exchange : all) {
            fixture.plays(exchange);
            assertThat(PLAIN.post(
                                    fixture.gateway,
                                    "/v1/messages",
                                    RunningGateway.KEY,
                                    BedrockGateway.asked(exchange).toBytes())
                            .statusCode())
                    .as("%s", exchange)
                    .isEqualTo(200);

            LoopbackUpstream.Request sent = fixture.upstream.onlyRequest();
            assertThat(URLDecoder.decode(sent.target(), StandardCharsets.UTF_8))
                    .as("%s", exchange)
                    .isEqualTo(URLDecoder.decode(exchange.path(), StandardCharsets.UTF_8));
            assertThat(tree(sent.body()))
                    .as("%s", exchange)
                    .isEqualTo(tree(exchange.requestBody().orElseThrow()));
            assertThat(sent.header("authorization"))
                    .as("%s", exchange)
                    .startsWith("AWS4-HMAC-SHA256 Credential=" + BedrockGateway.ACCESS_KEY + "/");
            CallRecord record = fixture.gateway.calls().onlyRecord();
            assertThat(record.channelDialect()).as("%s", exchange).isEqualTo(Dialect.CLAUDE_MESSAGES);
            assertThat(record.succeeded()).as("%s", exchange).isTrue();
            assertThat(record.upstreamRequestId())
                    .as("%s", exchange)
                    .isEqualTo(
                            exchange.responseHeaders().first("x-amzn-requestid").orElse(null));
        }
        System.out.printf("bedrock-invoke: %d exchanges are asked as they were recorded%n", all.size());
    }

    @Test
    void answersByteByByteWhereTheAnswerIsWhole() {
        for (RecordedExchange exchange : recorded().notStreamed().list()) {
            fixture.plays(exchange);
            assertThat(PLAIN.post(
                                    fixture.gateway,
                                    "/v1/messages",
                                    RunningGateway.KEY,
                                    BedrockGateway.asked(exchange).toBytes())
                            .body())
                    .as("%s", exchange)
                    .isEqualTo(exchange.responseBody());
        }
    }

    private static MessageCreateParams params(RecordedExchange exchange) {
        try {
            String body = BedrockGateway.asked(exchange).without("stream").toString();
            return MessageCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body, MessageCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(exchange.id(), e);
        }
    }

    private static Message read(AnthropicClient by, RecordedExchange exchange) {
        fixture.plays(exchange);
        if (!exchange.stream()) {
            return by.messages().create(params(exchange), LENIENT);
        }
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = by.messages().createStreaming(params(exchange), LENIENT)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    /** Anthropic's own client of Bedrock, but for the address. */
    private static Backend bedrock(String url) {
        Backend backend = BedrockBackend.builder()
                .awsCredentials(AwsBasicCredentials.create(BedrockGateway.ACCESS_KEY, BedrockGateway.SECRET_KEY))
                .region(Region.US_EAST_1)
                .build();
        return new Backend() {
            @Override
            public String baseUrl() {
                return url;
            }

            @Override
            public HttpRequest prepareRequest(HttpRequest request) {
                return backend.prepareRequest(request);
            }

            @Override
            public HttpRequest authorizeRequest(HttpRequest request) {
                return backend.authorizeRequest(request);
            }

            @Override
            public HttpResponse prepareResponse(HttpResponse response) {
                return backend.prepareResponse(response);
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }

    @Test
    void isReadByTheAnthropicSdkAsItsOwnClientOfBedrockReadsIt() {
        List<RecordedExchange> all = recorded().list();
        AnthropicClient direct = AnthropicOkHttpClient.builder()
                .backend(bedrock(fixture.upstream.url()))
                .build();
        try {
            for (RecordedExchange exchange : all) {
                Message theirs = read(direct, exchange);
                LoopbackUpstream.Request asked = fixture.upstream.onlyRequest();
                Message ours = read(client, exchange);
                LoopbackUpstream.Request sent = fixture.upstream.onlyRequest();

                assertThat(ours).as("%s", exchange).isEqualTo(theirs);
                assertThat(ours.content()).as("%s", exchange).isNotEmpty();
                // Anthropic's client leaves the colon as it is, Amazon's encodes it; both are accepted.
                assertThat(URLDecoder.decode(sent.target(), StandardCharsets.UTF_8))
                        .as("%s", exchange)
                        .isEqualTo(asked.target());
                // This SDK repeats the version of Anthropic's own API there; the recordings have Bedrock's.
                assertThat(withoutVersion(sent)).as("%s", exchange).isEqualTo(withoutVersion(asked));
            }
        } finally {
            direct.close();
        }
        System.out.printf("bedrock-invoke: the Anthropic SDK reads %d answers alike%n", all.size());
    }

    private static JsonNode withoutVersion(LoopbackUpstream.Request request) {
        ObjectNode body = (ObjectNode) tree(request.body());
        body.remove("anthropic_version");
        return body;
    }

    @Test
    void takesTheFeaturesOfTheHeaderInTheBody() {
        fixture.plays(recorded().notStreamed().list().get(0));
        client.messages()
                .create(MessageCreateParams.builder()
                        .model("anthropic.claude-x")
                        .maxTokens(5)
                        .addUserMessage("hi")
                        .putAdditionalHeader("anthropic-beta", "one-1,two-2")
                        .build());

        LoopbackUpstream.Request sent = fixture.upstream.onlyRequest();
        assertThat(tree(sent.body()).path("anthropic_beta")).isEqualTo(JSON.readTree("[\"one-1\",\"two-2\"]"));
        assertThat(sent.headers()).doesNotContainKeys("anthropic-beta", "anthropic-version");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}'",
        "/v1/responses, '{\"model\":\"%s\",\"input\":\"hi\"%s}'"
    })
    void isTranslatedForClientsOfOtherDialects(String path, String request) {
        for (RecordedExchange exchange : recorded().list()) {
            fixture.plays(exchange);
            String body =
                    String.format(request, BedrockGateway.model(exchange), exchange.stream() ? ",\"stream\":true" : "");

            java.net.http.HttpResponse<byte[]> answer =
                    PLAIN.post(fixture.gateway, path, RunningGateway.KEY, body.getBytes(StandardCharsets.UTF_8));

            assertThat(answer.statusCode()).as("%s", exchange).isEqualTo(200);
            JsonNode sent = tree(fixture.upstream.onlyRequest().body());
            assertThat(sent.path("anthropic_version").asString()).isEqualTo("bedrock-2023-05-31");
            assertThat(sent.has("model") || sent.has("stream")).isFalse();
            assertThat(fixture.upstream.onlyRequest().target())
                    .endsWith(exchange.stream() ? "/invoke-with-response-stream" : "/invoke");
            CallRecord record = fixture.gateway.calls().onlyRecord();
            assertThat(record.succeeded()).as("%s", exchange).isTrue();
            assertThat(record.channelDialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
            assertThat(record.usage().output()).as("%s", exchange).isPositive();
        }
    }

    @Test
    void isTranslatedForGeminiClients() {
        for (RecordedExchange exchange : recorded().list()) {
            fixture.plays(exchange);
            String path = "/v1beta/models/"
                    + java.net.URLEncoder.encode(BedrockGateway.model(exchange), StandardCharsets.UTF_8)
                    + (exchange.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent");
            java.net.http.HttpResponse<byte[]> answer = PLAIN.post(
                    fixture.gateway,
                    path,
                    RunningGateway.KEY,
                    "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).as("%s", exchange).isEqualTo(200);
            assertThat(fixture.gateway.calls().onlyRecord().succeeded())
                    .as("%s", exchange)
                    .isTrue();
        }
    }

    private static byte[] message(Map<String, String> headers, String payload) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new software.amazon.eventstream.Message(values, payload.getBytes(StandardCharsets.UTF_8)).encode(out);
        return out.toByteArray();
    }

    private static MessageCreateParams hi() {
        return MessageCreateParams.builder()
                .model("anthropic.claude-x")
                .maxTokens(5)
                .addUserMessage("hi")
                .build();
    }

    @Test
    void tellsAnExceptionThatBeginsAStreamAsAnErrorOfItsKind() {
        fixture.answers((request, wire) -> {
            wire.begin(200, Map.of("content-type", "application/vnd.amazon.eventstream"));
            wire.write(message(
                    Map.of(":message-type", "exception", ":exception-type", "throttlingException"),
                    "{\"message\":\"slow\"}"));
            wire.end();
        });
        assertThatThrownBy(() -> client.messages().createStreaming(hi()).close())
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(429));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, 'messages: wrong', 400",
        "429, ThrottlingException, 'Too many requests', 429",
        "403, ExpiredTokenException, 'The security token included in the request is expired', 500",
        "503, ServiceUnavailableException, later, 529"
    })
    void tellsAnErrorInAnthropicsShape(int status, String exception, String message, int seen) {
        fixture.answers((request, wire) -> wire.whole(
                status,
                Map.of("content-type", "application/json", "x-amzn-errortype", exception + ":http://internal/"),
                ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> client.messages().create(hi()))
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(seen));
    }
}
