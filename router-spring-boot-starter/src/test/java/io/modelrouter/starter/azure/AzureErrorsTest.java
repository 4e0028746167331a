package io.modelrouter.starter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("An error of Azure")
class AzureErrorsTest {
    private static final String CHAT = "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String CLAUDE =
            "{\"model\":\"gpt-5\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String GEMINI = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
    private static final String FILTERED = "{\"error\":{\"message\":\"The prompt was"
            + " filtered.\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\","
            + "\"status\":400,\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\","
            + "\"content_filter_result\":{\"hate\":{\"filtered\":true,\"severity\":\"high\"}}}}}";

    private static LoopbackUpstream.Handler next = (request, wire) -> wire.cut();
    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static PlainClient client;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
        gateway = AzureRecordings.gatewayOfOneDialectEach(upstream);
        client = new PlainClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static void answers(int status, String body, String... header) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", "application/json"));
        for (int i = 0; i < header.length; i += 2) {
            headers.put(header[i], header[i + 1]);
        }
        next = (request, wire) -> wire.whole(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<byte[]> ask(String path, String body) {
        gateway.calls().forget();
        return client.post(gateway, path, RunningGateway.KEY + "#openai-chat", body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HttpResponse<byte[]> received) {
        return new String(received.body(), StandardCharsets.UTF_8);
    }

    @Test
    @Tag("R2.2")
    void aboutAFilteredPromptReachesAChatClientWithItsVerdicts() {
        answers(400, FILTERED);

        HttpResponse<byte[]> received = ask("/v1/chat/completions", CHAT);

        assertThat(received.statusCode()).isEqualTo(400);
        assertThat(text(received)).isEqualTo(FILTERED);
        assertThat(received.headers().firstValue("x-should-retry")).contains("false");
    }

    @ParameterizedTest
    @Tag("R2.2")
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/responses | code | content_filter",
                "/v1/messages | type | invalid_request_error",
                "/v1beta/models/gpt-5:generateContent | status | INVALID_ARGUMENT"
            })
    void aboutAFilteredPromptIsTheCallersInEveryDialect(String path, String member, String word) {
        answers(400, FILTERED);

        HttpResponse<byte[]> received = ask(path, question(path));

        JsonNode error = AzureRecordings.json(received.body()).path("error");
        assertThat(received.statusCode()).as(text(received)).isEqualTo(400);
        assertThat(error.path(member).asString("")).as(text(received)).isEqualTo(word);
        assertThat(error.path("message").asString("")).contains("The prompt was filtered.");
    }

    private static String question(String path) {
        switch (path) {
            case "/v1/messages":
                return CLAUDE;
            case "/v1/responses":
                return "{\"model\":\"gpt-5\",\"input\":\"hi\"}";
            case "/v1/chat/completions":
                return CHAT;
            default:
                return GEMINI;
        }
    }

    @Test
    @Tag("R2.2")
    void insideASuccessIsAnErrorAllTheSame() {
        RecordedExchange exchange =
                AzureRecordings.all().tag("error-in-200").list().get(0);
        next = (request, wire) -> RecordedAnswer.play(exchange, wire);
        for (String path : new String[] {"/v1/chat/completions", "/v1/messages", "/v1/responses"}) {
            HttpResponse<byte[]> received = ask(path, question(path));

            assertThat(received.statusCode()).as(text(received)).isGreaterThanOrEqualTo(400);
            CallRecord record = gateway.calls().onlyRecord();
            assertThat(record.succeeded()).isFalse();
            assertThat(record.usage().isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @Tag("R2.2")
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"m\"}} | 404 | model_not_found",
                "404 | {\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}} | 404 | model_not_found",
                "400 | {\"error\":{\"code\":\"OperationNotSupported\",\"message\":\"m\"}} | 404 | model_not_found",
                "400 | {\"error\":{\"code\":\"unknown_model\",\"message\":\"m\"}} | 404 | model_not_found",
                "401 | {\"statusCode\":401,\"message\":\"Unauthorized. Access token is missing\"} | 502 |"
                        + " upstream_failed",
                "401 | {\"error\":{\"code\":\"401\",\"message\":\"Access denied\"}} | 502 | upstream_failed",
                "403 | {\"error\":{\"code\":\"AccessDenied\",\"message\":\"Public access is disabled\"}} | 502 |"
                        + " upstream_failed",
                "500 | {\"statusCode\":500,\"message\":\"Internal server error\"} | 502 | upstream_failed"
            })
    void isReadWhateverItsShape(int status, String body, int seen, String code) {
        answers(status, body);

        HttpResponse<byte[]> received = ask("/v1/chat/completions", CHAT);

        JsonNode error = AzureRecordings.json(received.body()).path("error");
        assertThat(received.statusCode()).as(text(received)).isEqualTo(seen);
        assertThat(error.path("code").asString("")).as(text(received)).isEqualTo(code);
    }

    @Test
    @Tag("R2.5")
    void tellsHowLongToWaitInMillisecondsBeforeSeconds() {
        answers(
                429,
                "{\"error\":{\"code\":\"429\",\"message\":\"Requests have exceeded the token rate limit.\"}}",
                "retry-after-ms",
                "6500",
                "retry-after",
                "60");

        HttpResponse<byte[]> received = ask("/v1/chat/completions", CHAT);

        assertThat(received.statusCode()).as(text(received)).isEqualTo(429);
        assertThat(received.headers().firstValue("retry-after")).contains("7");
    }

    @Test
    void tellsWhoseSupportCanFindIt() {
        answers(
                200,
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"finish_reason\":\"content_filter\",\"message\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "apim-request-id",
                "229984e1-2885-42a2-9668-09b5037db6ea");

        HttpResponse<byte[]> received = ask("/v1/messages", CLAUDE);

        assertThat(AzureRecordings.json(received.body()).path("stop_reason").asString(""))
                .isEqualTo("refusal");
        assertThat(gateway.calls().onlyRecord().upstreamRequestId()).isEqualTo("229984e1-2885-42a2-9668-09b5037db6ea");
    }
}
