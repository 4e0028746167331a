package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Errors of OpenAI's dialects")
class OpenAiErrorReaderTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

    private static UpstreamError read(int status, String body) {
        return read(status, HttpHeaders.EMPTY, body);
    }

    private static UpstreamError read(int status, HttpHeaders headers, String body) {
        return OpenAiErrorReader.read(
                Dialect.OPENAI_CHAT, status, headers, body.getBytes(StandardCharsets.UTF_8), CLOCK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    {"error":{"message":"m","type":"t","param":"p","code":"c"}}                | t | c   | p     | m
                    {"error":{"message":"m","type":null,"param":null,"code":null}}             | - | -   | -     | m
                    {"error":{"message":"m","code":429}}                                       | - | 429 | -     | m
                    {"code":"c","error":"m"}                                                   | - | c   | -     | m
                    {"detail":"m"}                                                             | - | -   | -     | m
                    {"detail":{"message":"m"}}                                                 | - | -   | -     | m
                    {"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"m"}]}   | - | -   | store | m
                    {"message":"m","request_id":"r"}                                           | - | -   | -     | m
                    {"object":"error","message":"m","type":"t","param":null,"code":"1500"}     | t | 1500 | -    | m
                    [{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}]              | UNAVAILABLE | 503 | - | m
                    {"statusCode":401,"message":"m"}                                           | - | -   | -     | m
                    {"error":{"code":"401","message":"m"}}                                     | - | 401 | -     | m
                    {"error":{"code":"unknown_model","message":"m","details":"m"}}             | - | unknown_model | - | m
                    {"error":{"message":["x"],"code":{"a":1}}}                                 | - | -   | -     | -
                    """)
    void areReadFromManyShapes(String body, String type, String code, String param, String message) {
        UpstreamError error = read(400, body);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>502</html>", "upstream connect error", "[]", "3", "{\"error\":", "null", "[[]]"})
    void haveNoWordsWhereTheBodyIsNoneOfThem(String body) {
        UpstreamError error = read(502, body);
        assertThat(error.message()).isNull();
        assertThat(error.status()).isEqualTo(502);
        assertThat(error.bodyText()).isEqualTo(body);
    }

    @Test
    void keepAtMost64KiBOfTheBody() {
        assertThat(read(500, "x".repeat(100_000)).body()).hasSize(64 * 1024);
    }

    @Test
    @Tag("R2.5")
    void tellHowLongToWaitByHeaderOrInside() {
        HttpHeaders seconds = HttpHeaders.builder().add("Retry-After", "7").build();
        assertThat(read(429, seconds, "{}").retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(read(
                                429,
                                "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"31s\"}]}}")
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(31));
    }

    @Test
    @DisplayName("but not where the status is none: Anthropic sends retry-after with successes")
    void doNotTellToWaitAfterSuccess() {
        HttpHeaders seconds = HttpHeaders.builder().add("retry-after", "7").build();
        UpstreamError error = read(200, seconds, "{\"error\":{\"message\":\"m\",\"status\":400}}");
        assertThat(error.retryAfter()).isNull();
        assertThat(error.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @Tag("R2.2")
    @CsvSource(delimiter = '|', textBlock = """
                    400 | {"error":{"message":"m","code":"unknown_parameter"}}                 | CALLER
                    400 | {"error":{"message":"m","code":"context_length_exceeded"}}           | CALLER
                    400 | {"error":{"message":"m","code":"content_filter"}}                    | CALLER
                    400 | {"error":{"message":"m","code":"OperationNotSupported"}}             | UNKNOWN_MODEL
                    400 | {"error":{"message":"m","code":"unknown_model"}}                     | UNKNOWN_MODEL
                    404 | {"error":{"message":"m","code":"404"}}                               | UNKNOWN_MODEL
                    401 | {"statusCode":401,"message":"m"}                                     | CREDENTIAL
                    401 | {"error":{"message":"m","code":"PermissionDenied"}}                  | CREDENTIAL
                    429 | {"error":{"message":"m","code":"429"}}                               | RATE_LIMITED
                    400 | {"error":{"message":"m","code":"model_not_found"}}                   | UNKNOWN_MODEL
                    400 | {"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"} | UNKNOWN_MODEL
                    400 | {"error":{"code":"model_decommissioned"}}                            | UNKNOWN_MODEL
                    400 | {"code":"invalid-argument","error":"Incorrect API key provided."}    | CREDENTIAL
                    400 | [{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}] | CREDENTIAL
                    400 | {"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}} | CREDENTIAL
                    400 | {"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}} | CREDENTIAL
                    401 | {"error":{"message":"m","code":"invalid_api_key"}}                   | CREDENTIAL
                    402 | {"error":{"message":"m"}}                                            | CREDENTIAL
                    403 | {"error":{"message":"m","code":"unsupported_country_region_territory"}} | CREDENTIAL
                    403 | {"error":{"code":403,"message":"m","metadata":{"reasons":["violence"],"flagged_input":"x"}}} | CALLER
                    403 | {"error":{"message":"m","code":"model_not_found"}}                   | UNKNOWN_MODEL
                    404 | {"error":{"message":"m","code":"DeploymentNotFound"}}                | UNKNOWN_MODEL
                    404 | not json                                                             | UNKNOWN_MODEL
                    408 | {}                                                                   | TRANSIENT
                    409 | {}                                                                   | CALLER
                    413 | {}                                                                   | CALLER
                    415 | {}                                                                   | CALLER
                    422 | {"detail":[{"msg":"m"}]}                                             | CALLER
                    429 | {"error":{"code":"rate_limit_exceeded","type":"tokens"}}             | RATE_LIMITED
                    429 | {"error":{"code":429}}                                               | RATE_LIMITED
                    429 | {"error":{"code":"insufficient_quota","type":"insufficient_quota"}}  | CREDENTIAL
                    429 | {"error":{"type":"exceeded_current_quota_error"}}                    | CREDENTIAL
                    429 | {"error":{"type":"engine_overloaded_error"}}                         | RATE_LIMITED
                    498 | {"error":{"code":"capacity_exceeded"}}                               | OVERLOADED
                    500 | {"error":{"type":"server_error"}}                                    | TRANSIENT
                    502 | <html>                                                               | TRANSIENT
                    503 | {"error":{"code":"server_is_overloaded","type":"service_unavailable_error"}} | OVERLOADED
                    503 | {"error":{"code":503,"status":"UNAVAILABLE"}}                        | OVERLOADED
                    503 | nothing                                                              | TRANSIENT
                    504 | {}                                                                   | TRANSIENT
                    529 | {}                                                                   | OVERLOADED
                    302 | nothing                                                              | TRANSIENT
                    """)
    void areClassified(int status, String body, FailureKind kind) {
        assertThat(OpenAiFailures.classify(read(status, body))).isEqualTo(kind);
    }
}
