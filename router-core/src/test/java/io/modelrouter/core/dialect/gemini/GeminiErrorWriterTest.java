package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A failure written for a Gemini client")
class GeminiErrorWriterTest {
    private final GeminiCodec codec = new GeminiCodec();

    private WireError write(RouterException.Builder failure) {
        return codec.writeError(failure.build(), "req-7");
    }

    private static JsonNode error(WireError error) {
        return GeminiRecordings.json(error.body()).path("error");
    }

    private static JsonNode detail(WireError error, String type) {
        return error(error)
                .path("details")
                .valueStream()
                .filter(detail -> detail.path("@type").asString("").equals("type.googleapis.com/google.rpc." + type))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void has_the_vendors_whole_envelope_whatever_it_is(RouterErrorCode code) {
        WireError error = write(RouterException.of(code, "what happened"));
        assertThat(error(error).path("code").asInt(0)).isEqualTo(error.status()).isBetween(400, 599);
        assertThat(error(error).path("message").asString("")).isEqualTo("what happened");
        assertThat(error(error).path("status").asString("")).matches("[A-Z_]+");
        assertThat(error.headers().first("content-type")).contains("application/json; charset=UTF-8");
        assertThat(error.headers().first("x-request-id")).contains("req-7");
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, 400, INVALID_ARGUMENT, false",
        "MODEL_NOT_FOUND, 404, NOT_FOUND, false",
        "MODEL_NOT_PERMITTED, 403, PERMISSION_DENIED, false",
        "QUOTA_EXHAUSTED, 429, RESOURCE_EXHAUSTED, false",
        "RATE_LIMITED, 429, RESOURCE_EXHAUSTED, true",
        "UPSTREAM_RATE_LIMITED, 429, RESOURCE_EXHAUSTED, true",
        "UPSTREAM_OVERLOADED, 503, UNAVAILABLE, true",
        "UPSTREAM_FAILED, 503, UNAVAILABLE, true",
        "ALL_COOLING, 503, UNAVAILABLE, true",
        "TIMEOUT, 504, DEADLINE_EXCEEDED, true",
        "INVALID_REQUEST, 400, INVALID_ARGUMENT, false",
        "REQUEST_TOO_LARGE, 400, INVALID_ARGUMENT, false",
        "LEDGER_UNAVAILABLE, 503, UNAVAILABLE, true",
        "CONFLICT, 409, ALREADY_EXISTS, false",
        "INTERNAL, 500, INTERNAL, true"
    })
    void follows_the_table_of_the_architecture(RouterErrorCode code, int status, String word, boolean retry) {
        WireError error = write(RouterException.of(code, "x"));
        assertThat(error.status()).isEqualTo(status);
        assertThat(error(error).path("status").asString("")).isEqualTo(word);
        assertThat(error.headers().first("x-should-retry").isEmpty()).isEqualTo(retry);
    }

    @Test
    void tells_a_bad_key_from_a_bad_request_by_its_details() {
        WireError error = write(RouterException.of(RouterErrorCode.UNAUTHENTICATED, "the API key is not valid"));
        assertThat(detail(error, "ErrorInfo").path("reason").asString("")).isEqualTo("API_KEY_INVALID");
        assertThat(detail(error, "ErrorInfo").path("domain").asString("")).isEqualTo("googleapis.com");
        assertThat(detail(error, "LocalizedMessage").path("locale").asString(""))
                .isEqualTo("en-US");
    }

    @Test
    void tells_a_used_up_quota_from_a_rate_limit_by_its_details() {
        WireError quota = write(RouterException.of(RouterErrorCode.QUOTA_EXHAUSTED, "no credits left"));
        assertThat(detail(quota, "QuotaFailure")
                        .path("violations")
                        .path(0)
                        .path("description")
                        .asString(""))
                .isEqualTo("no credits left");
        assertThat(error(quota).path("details").size()).isEqualTo(1);
        assertThat(quota.headers().first("retry-after")).isEmpty();

        WireError rate = write(
                RouterException.of(RouterErrorCode.RATE_LIMITED, "slow down").retryAfter(Duration.ofMillis(30_500)));
        assertThat(detail(rate, "RetryInfo").path("retryDelay").asString("")).isEqualTo("31s");
        assertThat(rate.headers().first("retry-after")).contains("31");
        assertThat(write(RouterException.of(RouterErrorCode.RATE_LIMITED, "x"))
                        .headers()
                        .first("retry-after"))
                .contains("1");
    }

    @Test
    void names_the_field_where_one_is_to_blame() {
        WireError error = write(RouterException.of(RouterErrorCode.INVALID_REQUEST, "contents is required")
                .param("contents"));
        assertThat(detail(error, "BadRequest")
                        .path("fieldViolations")
                        .path(0)
                        .path("field")
                        .asString(""))
                .isEqualTo("contents");
    }

    @Test
    void that_another_vendor_refused_keeps_status_words_and_field_in_this_vendors_envelope() {
        UpstreamError claude = new UpstreamError(
                Dialect.CLAUDE_MESSAGES, 413, "request_too_large", null, "messages", "too big", null, new byte[0]);
        WireError error = write(
                RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused").upstream(claude));
        assertThat(error.status()).isEqualTo(413);
        assertThat(error(error).path("status").asString("")).isEqualTo("INVALID_ARGUMENT");
        assertThat(error(error).path("message").asString("")).isEqualTo("too big");
        assertThat(detail(error, "BadRequest")
                        .path("fieldViolations")
                        .path(0)
                        .path("field")
                        .asString(""))
                .isEqualTo("messages");
    }

    @Test
    void that_a_gemini_upstream_refused_in_an_array_is_rendered_as_one_object() {
        UpstreamError array = codec.readError(
                400,
                HttpHeaders.EMPTY,
                "[{\"error\":{\"code\":400,\"message\":\"bad\",\"status\":\"FAILED_PRECONDITION\"}}]"
                        .getBytes(StandardCharsets.UTF_8));
        WireError error = write(
                RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused").upstream(array));
        assertThat(new String(error.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"code\":400,\"message\":\"bad\",\"status\":\"FAILED_PRECONDITION\"}}");
    }
}
