package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("An error of a Claude upstream")
class ClaudeErrorsTest {
    private final ClaudeCodec codec = new ClaudeCodec(() -> Instant.parse("2026-01-01T00:00:00Z"));

    private UpstreamError read(int status, String body) {
        return codec.readError(status, HttpHeaders.EMPTY, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String envelope(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_1\"}";
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#errors")
    @Tag("R2.2")
    void as_recorded_is_read_classified_and_reaches_the_client_byte_for_byte(RecordedExchange exchange) {
        byte[] body = exchange.responseBody();
        JsonNode error = ClaudeRecordings.json(body).path("error");
        UpstreamError read = codec.readError(exchange.status(), exchange.responseHeaders(), body);

        assertThat(read.status()).isEqualTo(exchange.status());
        assertThat(read.type()).isEqualTo(error.path("type").asString(""));
        assertThat(read.message()).isEqualTo(error.path("message").asString(""));
        FailureKind expected = switch (exchange.status()) {
            case 401 -> FailureKind.CREDENTIAL;
            case 404 -> FailureKind.UNKNOWN_MODEL;
            default -> FailureKind.CALLER;
        };
        assertThat(codec.classify(read)).isEqualTo(expected);

        RouterException refused = RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused")
                .upstream(read)
                .build();
        WireError written = codec.writeError(refused, "req_router");
        assertThat(written.status()).isEqualTo(exchange.status());
        assertThat(written.body()).isEqualTo(body);
        assertThat(written.headers().first("x-should-retry")).contains("false");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, messages: wrong, CALLER",
        "400, ValidationException, The provided model identifier is invalid., UNKNOWN_MODEL",
        "400, ValidationException, Operation not allowed, CREDENTIAL",
        "400, ServiceQuotaExceededException, too many, CREDENTIAL",
        "403, AccessDeniedException, no, CREDENTIAL",
        "403, ExpiredTokenException, The security token included in the request is expired, CREDENTIAL",
        "403, UnrecognizedClientException, The security token is invalid, CREDENTIAL",
        "404, ResourceNotFoundException, gone, UNKNOWN_MODEL",
        "408, ModelTimeoutException, slow, TIMEOUT",
        "424, ModelErrorException, failed, TRANSIENT",
        "429, ThrottlingException, Too many requests, RATE_LIMITED",
        "429, ModelNotReadyException, wait, OVERLOADED",
        "500, InternalServerException, oops, TRANSIENT",
        "503, ServiceUnavailableException, later, OVERLOADED"
    })
    @Tag("R2.2")
    void of_Bedrock_is_told_by_its_exception(int status, String exception, String message, FailureKind kind) {
        HttpHeaders header = HttpHeaders.builder()
                .add("x-amzn-errortype", exception + ":http://internal.amazon.com/coral/com.amazon.bedrock/")
                .build();
        UpstreamError read =
                codec.readError(status, header, ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(read.type()).isEqualTo(exception);
        assertThat(read.message()).isEqualTo(message);
        assertThat(codec.classify(read)).isEqualTo(kind);

        UpstreamError inBody =
                read(status, "{\"__type\":\"com.amazon.x#" + exception + "\",\"Message\":\"" + message + "\"}");
        assertThat(inBody.message()).isEqualTo(message);
        assertThat(codec.classify(inBody)).isEqualTo(kind);
    }

    @Test
    @Tag("R3.1")
    void sends_no_hint_with_a_success_although_the_header_is_there() {
        RecordedExchange success = RecordedExchanges.assumePresent()
                .protocol("anthropic-messages")
                .successful()
                .where(
                        "with retry-after",
                        e -> e.responseHeaders().first("retry-after").isPresent())
                .list()
                .get(0);
        assertThat(codec.readError(success.status(), success.responseHeaders(), success.responseBody())
                        .retryAfter())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, 'max_tokens: Field required', CALLER",
        "400, invalid_request_error, 'Your credit balance is too low to access the Anthropic API.', CREDENTIAL",
        "400, invalid_request_error, 'You have reached your specified API usage limits. You will regain access',"
                + " CREDENTIAL",
        "400, invalid_request_error, 'Why does it say: your credit balance is too low', CALLER",
        "401, authentication_error, invalid x-api-key, CREDENTIAL",
        "402, billing_error, pay, CREDENTIAL",
        "403, permission_error, no, CREDENTIAL",
        "404, not_found_error, 'model: claude-9', UNKNOWN_MODEL",
        "408, api_error, slow, TRANSIENT",
        "409, conflict_error, busy, CALLER",
        "413, request_too_large, big, CALLER",
        "415, invalid_request_error, type, CALLER",
        "422, invalid_request_error, no, CALLER",
        "429, rate_limit_error, slow down, RATE_LIMITED",
        "500, api_error, oops, TRANSIENT",
        "500, overloaded_error, Overloaded, OVERLOADED",
        "502, api_error, oops, TRANSIENT",
        "503, UNAVAILABLE, busy, OVERLOADED",
        "503, api_error, busy, TRANSIENT",
        "504, timeout_error, slow, TIMEOUT",
        "529, overloaded_error, Overloaded, OVERLOADED"
    })
    @Tag("R2.2")
    void is_classified_by_status_and_type(int status, String type, String message, FailureKind kind) {
        assertThat(codec.classify(read(status, envelope(type, message)))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_request_error, 400, CALLER",
        "authentication_error, 401, CREDENTIAL",
        "billing_error, 402, CREDENTIAL",
        "permission_error, 403, CREDENTIAL",
        "not_found_error, 404, UNKNOWN_MODEL",
        "request_too_large, 413, CALLER",
        "rate_limit_error, 429, RATE_LIMITED",
        "api_error, 500, TRANSIENT",
        "timeout_error, 504, TIMEOUT",
        "overloaded_error, 529, OVERLOADED",
        "something_new, 500, TRANSIENT"
    })
    @Tag("R2.2")
    void inside_a_200_has_the_status_its_type_stands_for(String type, int status, FailureKind kind) {
        UpstreamError error = codec.meterBody(envelope(type, "x").getBytes(StandardCharsets.UTF_8))
                .error();
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(status);
        assertThat(codec.classify(error)).isEqualTo(kind);
    }

    @Test
    @Tag("R2.2")
    void that_is_the_tiers_monthly_cap_is_no_rate_limit() {
        UpstreamError error = read(
                429,
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\","
                        + "\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}");
        assertThat(error.code()).isEqualTo("enforced_spend_limit_reached");
        assertThat(codec.classify(error)).isEqualTo(FailureKind.CREDENTIAL);
    }

    @Test
    @Tag("R2.5")
    void tells_how_long_to_wait_in_seconds_milliseconds_or_as_a_date() {
        byte[] body = envelope("rate_limit_error", "x").getBytes(StandardCharsets.UTF_8);
        assertThat(codec.readError(429, header("retry-after", "7"), body).retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(codec.readError(429, header("retry-after-ms", "250"), body).retryAfter())
                .isEqualTo(Duration.ofMillis(250));
        assertThat(codec.readError(429, header("retry-after", "Thu, 01 Jan 2026 00:00:30 GMT"), body)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(30));
    }

    private static HttpHeaders header(String name, String value) {
        return HttpHeaders.builder().add(name, value).build();
    }

    @Test
    void names_the_field_to_blame_where_the_message_begins_with_it() {
        assertThat(read(400, envelope("invalid_request_error", "messages.0: Input does not match"))
                        .param())
                .isEqualTo("messages.0");
        assertThat(read(404, envelope("not_found_error", "model: claude-9")).param())
                .isEqualTo("model");
        assertThat(read(400, envelope("invalid_request_error", "prompt is too long: 3 tokens > 2 maximum"))
                        .param())
                .isNull();
    }

    @Test
    void of_vertex_bedrock_and_imitators_is_read_too() {
        UpstreamError vertex = read(
                429,
                "[{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\","
                        + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"31s\"}]}}]");
        assertThat(vertex.type()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(vertex.message()).isEqualTo("Quota");
        assertThat(vertex.retryAfter()).isEqualTo(Duration.ofSeconds(31));
        assertThat(read(400, "{\"message\":\"Malformed input request\"}").message())
                .isEqualTo("Malformed input request");
        assertThat(read(400, "{\"error\":\"broken\"}").message()).isEqualTo("broken");
        assertThat(read(400, "plain words").message()).isEqualTo("plain words");
        assertThat(read(502, "<html>Bad gateway</html>").message()).isNull();
        assertThat(read(500, "").message()).isNull();
        assertThat(read(500, "[]").message()).isNull();
        assertThat(read(500, "{").message()).isEqualTo("{");
    }

    @Test
    void keeps_at_most_64_kib_of_the_body() {
        assertThat(read(400, "x".repeat(100_000)).body()).hasSize(64 * 1024);
    }
}
