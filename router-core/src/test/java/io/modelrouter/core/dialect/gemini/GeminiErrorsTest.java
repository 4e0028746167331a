package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("An error of a Gemini upstream")
class GeminiErrorsTest {
    private final GeminiCodec codec = new GeminiCodec();

    private UpstreamError read(int status, String body) {
        return codec.readError(status, HttpHeaders.EMPTY, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String envelope(int code, String status, String message) {
        return "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\",\"status\":\"" + status + "\"}}";
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.gemini.GeminiRecordings#errors")
    @Tag("R2.2")
    void as_recorded_is_read_classified_and_reaches_the_client_byte_for_byte(RecordedExchange exchange) {
        byte[] body = exchange.responseBody();
        JsonNode error = GeminiRecordings.json(body).path("error");
        UpstreamError read = codec.readError(exchange.status(), exchange.responseHeaders(), body);

        assertThat(read.status()).isEqualTo(exchange.status());
        assertThat(read.type()).isEqualTo(error.path("status").asString(""));
        assertThat(read.message()).isEqualTo(error.path("message").asString(""));
        FailureKind expected = switch (exchange.status()) {
            case 404 -> FailureKind.UNKNOWN_MODEL;
            case 429 -> FailureKind.RATE_LIMITED;
            default -> "API_KEY_INVALID".equals(read.code()) ? FailureKind.CREDENTIAL : FailureKind.CALLER;
        };
        assertThat(codec.classify(read)).isEqualTo(expected);
        if (exchange.status() == 429) {
            assertThat(read.retryAfter()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        }

        RouterException refused = RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused")
                .upstream(read)
                .build();
        WireError written = codec.writeError(refused, "req_router");
        assertThat(written.status()).isEqualTo(exchange.status());
        assertThat(written.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, 'temperature out of range', CALLER",
        "400, INVALID_ARGUMENT, 'API key not valid. Please pass a valid API key.', CREDENTIAL",
        "400, FAILED_PRECONDITION, 'User location is not supported for the API use.', CREDENTIAL",
        "400, FAILED_PRECONDITION, 'Gemini API free tier is not available in your country. Please enable billing', CREDENTIAL",
        "400, FAILED_PRECONDITION, 'The File x is not in an ACTIVE state', CALLER",
        "401, UNAUTHENTICATED, 'no', CREDENTIAL",
        "402, RESOURCE_EXHAUSTED, 'pay', CREDENTIAL",
        "403, PERMISSION_DENIED, 'no', CREDENTIAL",
        "403, PERMISSION_DENIED, 'You do not have permission to access the File abc or it may not exist.', CALLER",
        "404, NOT_FOUND, 'models/x is not found', UNKNOWN_MODEL",
        "408, DEADLINE_EXCEEDED, 'slow', TIMEOUT",
        "409, ABORTED, 'busy', CALLER",
        "413, INVALID_ARGUMENT, 'big', CALLER",
        "429, RESOURCE_EXHAUSTED, 'You exceeded your current quota, please check your plan and billing details.', RATE_LIMITED",
        "429, RESOURCE_EXHAUSTED, 'Your prepayment credits are depleted.', CREDENTIAL",
        "499, CANCELLED, 'gone', TRANSIENT",
        "500, INTERNAL, 'oops', TRANSIENT",
        "502, UNKNOWN, 'oops', TRANSIENT",
        "503, UNAVAILABLE, 'The model is overloaded.', OVERLOADED",
        "503, UNKNOWN, 'oops', TRANSIENT",
        "504, DEADLINE_EXCEEDED, 'slow', TIMEOUT",
        "504, UNKNOWN, 'slow', TRANSIENT"
    })
    @Tag("R2.2")
    void is_classified_by_status_and_word(int status, String word, String message, FailureKind kind) {
        assertThat(codec.classify(read(status, envelope(status, word, message))))
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "API_KEY_INVALID",
        "API_KEY_SERVICE_BLOCKED",
        "BILLING_DISABLED",
        "CONSUMER_SUSPENDED",
        "ACCESS_TOKEN_EXPIRED"
    })
    @Tag("R2.2")
    void with_a_reason_about_our_account_is_ours_whatever_its_status(String reason) {
        UpstreamError error = read(
                400,
                "{\"error\":{\"code\":400,\"message\":\"x\",\"status\":\"INVALID_ARGUMENT\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"" + reason + "\"}]}}");
        assertThat(error.code()).isEqualTo(reason);
        assertThat(codec.classify(error)).isEqualTo(FailureKind.CREDENTIAL);
    }

    @Test
    void names_the_field_to_blame() {
        UpstreamError error = read(
                400,
                "{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload\",\"status\":\"INVALID_ARGUMENT\",\"details\":["
                        + "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":["
                        + "{\"field\":\"generation_config.top_k\",\"description\":\"no\"}]}]}}");
        assertThat(error.param()).isEqualTo("generation_config.top_k");
    }

    @Test
    @Tag("R2.5")
    void tells_how_long_to_wait_in_the_details_or_the_headers() {
        String body = "[{\"error\":{\"code\":429,\"message\":\"x\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":["
                + "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"%s\"}]}}]";
        assertThat(read(429, body.formatted("31s")).retryAfter()).isEqualTo(Duration.ofSeconds(31));
        assertThat(read(429, body.formatted("0.5s")).retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(read(429, body.formatted("99999s")).retryAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(read(429, body.formatted("soon")).retryAfter()).isNull();
        HttpHeaders seven = HttpHeaders.builder().add("retry-after", "7").build();
        assertThat(codec.readError(503, seven, new byte[0]).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(codec.readError(200, seven, new byte[0]).retryAfter()).isNull();
    }

    @Test
    void in_an_array_in_plain_words_or_in_html_is_read_too() {
        UpstreamError array = read(404, "[" + envelope(404, "NOT_FOUND", "gone") + "]");
        assertThat(array.type()).isEqualTo("NOT_FOUND");
        assertThat(array.message()).isEqualTo("gone");
        assertThat(read(400, "{\"error\":\"broken\"}").message()).isEqualTo("broken");
        assertThat(read(500, "plain words").message()).isEqualTo("plain words");
        assertThat(read(502, "<!DOCTYPE html><title>Error 502</title>").message())
                .isNull();
        assertThat(read(500, "").message()).isNull();
        assertThat(read(500, "[]").message()).isNull();
        assertThat(read(400, "x".repeat(100_000)).body()).hasSize(64 * 1024);
    }
}
