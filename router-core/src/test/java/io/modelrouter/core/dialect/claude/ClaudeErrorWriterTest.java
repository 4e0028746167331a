package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A failure written for a Claude client")
class ClaudeErrorWriterTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    private WireError write(RouterException.Builder failure) {
        return codec.writeError(failure.build(), "req_7");
    }

    @ParameterizedTest
    @EnumSource
    void has_the_vendors_whole_envelope_whatever_it_is(RouterErrorCode code) {
        WireError error = write(RouterException.of(code, "what happened"));
        JsonNode body = ClaudeRecordings.json(error.body());

        assertThat(body.path("type").asString("")).isEqualTo("error");
        assertThat(body.path("error").path("type").asString("")).matches("[a-z_]+");
        assertThat(body.path("error").path("message").asString("")).isEqualTo("what happened");
        assertThat(body.path("request_id").asString("")).isEqualTo("req_7");
        assertThat(error.status()).isBetween(400, 599);
        assertThat(error.headers().first("content-type")).contains("application/json");
        assertThat(error.headers().first("request-id")).contains("req_7");
        assertThat(error.headers().first("x-request-id")).contains("req_7");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, 401, authentication_error, false",
        "MODEL_NOT_FOUND, 404, not_found_error, false",
        "MODEL_NOT_PERMITTED, 403, permission_error, false",
        "PERMISSION_DENIED, 403, permission_error, false",
        "QUOTA_EXHAUSTED, 402, billing_error, false",
        "RATE_LIMITED, 429, rate_limit_error, true",
        "UPSTREAM_RATE_LIMITED, 429, rate_limit_error, true",
        "UPSTREAM_OVERLOADED, 529, overloaded_error, true",
        "UPSTREAM_FAILED, 500, api_error, true",
        "ALL_COOLING, 529, overloaded_error, true",
        "TIMEOUT, 504, timeout_error, true",
        "INVALID_REQUEST, 400, invalid_request_error, false",
        "NOT_TRANSLATABLE, 400, invalid_request_error, false",
        "REQUEST_TOO_LARGE, 413, request_too_large, false",
        "UNSUPPORTED_MEDIA_TYPE, 415, invalid_request_error, false",
        "NOT_FOUND, 404, not_found_error, false",
        "METHOD_NOT_ALLOWED, 405, invalid_request_error, false",
        "OVERLOADED, 529, overloaded_error, true",
        "LEDGER_UNAVAILABLE, 503, api_error, true",
        "CONFLICT, 409, conflict_error, false",
        "LOOP_DETECTED, 508, api_error, false",
        "INTERNAL, 500, api_error, true"
    })
    void follows_the_table_of_the_architecture(RouterErrorCode code, int status, String type, boolean retry) {
        WireError error = write(RouterException.of(code, "x"));
        assertThat(error.status()).isEqualTo(status);
        assertThat(type(error)).isEqualTo(type);
        assertThat(error.headers().first("x-should-retry").isEmpty()).isEqualTo(retry);
    }

    @Test
    void says_how_long_to_wait_in_whole_seconds_and_at_least_one() {
        assertThat(retryAfter(RouterException.of(RouterErrorCode.RATE_LIMITED, "x")))
                .isEqualTo("1");
        assertThat(retryAfter(
                        RouterException.of(RouterErrorCode.RATE_LIMITED, "x").retryAfter(Duration.ZERO)))
                .isEqualTo("1");
        assertThat(retryAfter(
                        RouterException.of(RouterErrorCode.ALL_COOLING, "x").retryAfter(Duration.ofMillis(2001))))
                .isEqualTo("3");
        assertThat(retryAfter(RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "x")))
                .isEqualTo("1");
        assertThat(retryAfter(RouterException.of(RouterErrorCode.UPSTREAM_FAILED, "x")))
                .isNull();
        assertThat(retryAfter(RouterException.of(RouterErrorCode.QUOTA_EXHAUSTED, "x")))
                .isNull();
        assertThat(retryAfter(
                        RouterException.of(RouterErrorCode.QUOTA_EXHAUSTED, "x").retryAfter(Duration.ofSeconds(9))))
                .as("a budget that has room again then")
                .isEqualTo("9");
    }

    private String retryAfter(RouterException.Builder failure) {
        return write(failure).headers().first("retry-after").orElse(null);
    }

    @Test
    void that_another_vendor_refused_keeps_status_and_words_in_this_vendors_envelope() {
        UpstreamError openAi = new UpstreamError(
                Dialect.OPENAI_CHAT,
                422,
                "invalid_request_error",
                "context_length_exceeded",
                null,
                "too long",
                null,
                "{\"error\":{\"message\":\"too long\"}}".getBytes(StandardCharsets.UTF_8));
        WireError error = write(
                RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused").upstream(openAi));
        assertThat(error.status()).isEqualTo(422);
        assertThat(new String(error.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"too long\"},"
                                + "\"request_id\":\"req_7\"}");
    }

    @Test
    void that_a_claude_upstream_refused_in_another_envelope_is_rendered() {
        UpstreamError bedrock = codec.readError(
                400,
                io.modelrouter.provider.HttpHeaders.EMPTY,
                "{\"message\":\"bad\"}".getBytes(StandardCharsets.UTF_8));
        WireError error = write(
                RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused").upstream(bedrock));
        assertThat(type(error)).isEqualTo("invalid_request_error");
        assertThat(ClaudeRecordings.json(error.body())
                        .path("error")
                        .path("message")
                        .asString(""))
                .isEqualTo("bad");
    }

    @Test
    void never_shows_an_upstreams_words_about_our_own_key() {
        UpstreamError ours = codec.readError(
                401,
                io.modelrouter.provider.HttpHeaders.EMPTY,
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        WireError error = write(RouterException.of(RouterErrorCode.UPSTREAM_FAILED, "every channel failed")
                .upstream(ours));
        assertThat(new String(error.body(), StandardCharsets.UTF_8)).doesNotContain("x-api-key");
    }

    private static String type(WireError error) {
        return ClaudeRecordings.json(error.body()).path("error").path("type").asString("");
    }
}
