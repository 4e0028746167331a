package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@DisplayName("What an OpenAI client sees of a failure")
class OpenAiEnvelopeTest {

    private static WireError write(RouterException failure) {
        return OpenAiEnvelope.write(failure, "req-1", ErrorSettings.DEFAULT);
    }

    private static JsonNode error(WireError wire) {
        return JsonTree.read(wire.body()).path("error");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    INVALID_REQUEST,        400, invalid_request_error,     -,                      false, -
                    NOT_TRANSLATABLE,       400, invalid_request_error,     unsupported_parameter,  false, -
                    UNAUTHENTICATED,        401, invalid_request_error,     invalid_api_key,        false, -
                    QUOTA_EXHAUSTED,        402, insufficient_quota,        insufficient_quota,     false, -
                    PERMISSION_DENIED,      403, invalid_request_error,     permission_denied,      false, -
                    MODEL_NOT_PERMITTED,    403, invalid_request_error,     model_not_found,        false, -
                    MODEL_NOT_FOUND,        404, invalid_request_error,     model_not_found,        false, -
                    NOT_FOUND,              404, invalid_request_error,     unknown_url,            false, -
                    METHOD_NOT_ALLOWED,     405, invalid_request_error,     method_not_supported,   false, -
                    CONFLICT,               409, invalid_request_error,     conflict,               false, -
                    REQUEST_TOO_LARGE,      413, invalid_request_error,     request_too_large,      false, -
                    UNSUPPORTED_MEDIA_TYPE, 415, invalid_request_error,     unsupported_media_type, false, -
                    RATE_LIMITED,           429, requests,                  rate_limit_exceeded,    -,     1
                    UPSTREAM_RATE_LIMITED,  429, requests,                  rate_limit_exceeded,    -,     1
                    CANCELLED,              499, invalid_request_error,     request_cancelled,      false, -
                    INTERNAL,               500, server_error,              internal_error,         -,     -
                    UPSTREAM_FAILED,        502, server_error,              upstream_failed,        -,     -
                    UPSTREAM_OVERLOADED,    502, server_error,              server_is_overloaded,   -,     -
                    TRUNCATED,              502, server_error,              stream_truncated,       -,     -
                    OVERLOADED,             503, service_unavailable_error, server_is_overloaded,   -,     1
                    ALL_COOLING,            503, service_unavailable_error, server_is_overloaded,   -,     1
                    LEDGER_UNAVAILABLE,     503, service_unavailable_error, service_unavailable,    -,     1
                    TIMEOUT,                504, server_error,              timeout,                -,     -
                    LOOP_DETECTED,          508, invalid_request_error,     loop_detected,          false, -
                    """)
    void isTheTableOfTheArchitecture(
            RouterErrorCode code, int status, String type, String word, String shouldRetry, String retryAfter) {
        WireError wire = write(RouterException.of(code, "what happened").build());
        assertThat(wire.status()).isEqualTo(status);
        JsonNode error = error(wire);
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("message").asString()).isEqualTo("what happened");
        assertThat(error.path("type").asString()).isEqualTo(type);
        assertThat(error.path("code").isNull()).isEqualTo(word == null);
        assertThat(error.path("code").asString(null)).isEqualTo(word);
        assertThat(wire.headers().first("content-type")).contains("application/json");
        assertThat(wire.headers().first("x-request-id")).contains("req-1");
        assertThat(wire.headers().first("x-should-retry").orElse(null)).isEqualTo(shouldRetry);
        assertThat(wire.headers().first("retry-after").orElse(null)).isEqualTo(retryAfter);
    }

    @ParameterizedTest
    @EnumSource(RouterErrorCode.class)
    void hasAllFourMembersForEveryCode(RouterErrorCode code) {
        WireError wire = write(RouterException.of(code, "m").param("messages.0").build());
        assertThat(error(wire).propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error(wire).path("param").asString()).isEqualTo("messages.0");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "31000, 31"})
    @Tag("R2.5")
    void saysTheWaitInWholeSecondsRoundedUp(long millis, String seconds) {
        WireError wire = write(RouterException.of(RouterErrorCode.ALL_COOLING, "m")
                .retryAfter(Duration.ofMillis(millis))
                .build());
        assertThat(wire.headers().first("retry-after")).contains(seconds);
    }

    @Test
    void isUsedUpQuotaAs429BySettingWithoutInvitingToRetry() {
        WireError wire = OpenAiEnvelope.write(
                RouterException.of(RouterErrorCode.QUOTA_EXHAUSTED, "m").build(), "r", new ErrorSettings(true));
        assertThat(wire.status()).isEqualTo(429);
        assertThat(wire.headers().first("x-should-retry")).contains("false");
        assertThat(wire.headers().first("retry-after")).isEmpty();
    }

    private static RouterException refused(
            Dialect dialect, int status, String type, String code, String message, String body) {
        return RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "openai-main refused the request")
                .upstream(new UpstreamError(
                        dialect, status, type, code, null, message, null, body.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    @Test
    void isTheUpstreamsOwnRefusalByteForByte() {
        String body = "{ \"error\": {\"message\":\"m\",\"extra\":1.0} }\n";
        WireError wire = write(refused(Dialect.OPENAI_RESPONSES, 422, null, null, "m", body));
        assertThat(wire.status()).isEqualTo(422);
        assertThat(new String(wire.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(wire.headers().first("x-should-retry")).contains("false");
    }

    @Test
    void isAnotherVendorsRefusalInOpenAisWords() {
        WireError wire = write(refused(
                Dialect.GEMINI_GENERATE, 400, "INVALID_ARGUMENT", null, "bad schema", "{\"error\":{\"code\":400}}"));
        assertThat(new String(wire.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":{\"message\":\"bad schema\",\"type\":\"invalid_request_error\","
                        + "\"param\":null,\"code\":\"INVALID_ARGUMENT\"}}");
    }

    @Test
    void isOurWordsWhereTheUpstreamHadNone() {
        WireError wire = write(refused(Dialect.OPENAI_CHAT, 413, null, null, null, "<html>"));
        assertThat(wire.status()).isEqualTo(413);
        assertThat(error(wire).path("message").asString()).isEqualTo("openai-main refused the request");
    }

    @Test
    void isA400WhereTheRefusalCameInsideASuccess() {
        assertThat(write(refused(Dialect.OPENAI_CHAT, 0, null, "invalid_prompt", "m", "{}"))
                        .status())
                .isEqualTo(400);
        assertThat(write(refused(Dialect.OPENAI_CHAT, 200, null, "invalid_prompt", "m", "{}"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void isNeverTheUpstreamsWordsAboutOurCredentials() {
        RouterException failure = RouterException.of(RouterErrorCode.UPSTREAM_FAILED, "all channels failed")
                .upstream(new UpstreamError(
                        Dialect.OPENAI_CHAT, 401, null, "invalid_api_key", null, "key sk-secret", null, new byte[0]))
                .build();
        assertThat(new String(write(failure).body(), StandardCharsets.UTF_8)).doesNotContain("sk-secret");
    }
}
