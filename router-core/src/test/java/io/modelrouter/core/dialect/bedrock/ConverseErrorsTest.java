package io.modelrouter.core.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A failure of Bedrock")
class ConverseErrorsTest {
    private final ConverseCodec codec = new ConverseCodec();

    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, max_tokens is too large, CALLER",
        "400, ValidationException, The provided model identifier is invalid., UNKNOWN_MODEL",
        "400, ValidationException, Invocation of model ID x with on-demand throughput isn't supported., UNKNOWN_MODEL",
        "400, ValidationException, Operation not allowed, CREDENTIAL",
        "400, ServiceQuotaExceededException, quota, CREDENTIAL",
        "403, AccessDeniedException, no access, CREDENTIAL",
        "403, ExpiredTokenException, expired, CREDENTIAL",
        "404, ResourceNotFoundException, gone, UNKNOWN_MODEL",
        "408, ModelTimeoutException, slow, TIMEOUT",
        "424, ModelErrorException, model, TRANSIENT",
        "429, ThrottlingException, Too many requests, RATE_LIMITED",
        "429, ModelNotReadyException, wait, OVERLOADED",
        "500, InternalServerException, oops, TRANSIENT",
        "503, ServiceUnavailableException, busy, OVERLOADED",
        "418, NewException, new, CALLER",
        "502, , bad gateway, TRANSIENT"
    })
    @Tag("R2.2")
    void is_known_by_its_exception_then_by_its_status(int status, String type, String message, FailureKind kind) {
        HttpHeaders.Builder headers = HttpHeaders.builder();
        if (type != null) {
            headers.add("x-amzn-errortype", type + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
        }
        byte[] body = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);

        UpstreamError error = codec.readError(status, headers.build(), body);

        assertThat(codec.classify(error)).isEqualTo(kind);
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 429, RATE_LIMITED",
        "modelStreamErrorException, 424, TRANSIENT",
        "internalServerException, 500, TRANSIENT",
        "validationException, 400, CALLER",
        "serviceUnavailableException, 503, OVERLOADED"
    })
    @Tag("R4.1")
    void inside_a_stream_is_known_by_the_name_of_its_event(String event, int status, FailureKind kind) {
        StreamMeter meter = codec.newStreamMeter();
        meter.accept(WireFrame.of("messageStart", "{\"role\":\"assistant\"}"));

        assertThat(meter.accept(WireFrame.of(event, "{\"message\":\"why\"}"))).isEqualTo(Role.ERROR);

        UpstreamError error = meter.error().orElseThrow();
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.message()).isEqualTo("why");
        assertThat(codec.classify(error)).isEqualTo(kind);
        assertThat(meter.complete()).isFalse();
    }

    @Test
    @Tag("R1.14")
    void of_its_counts_is_seen_and_lifetimes_of_cache_writes_are_told_apart() {
        StreamMeter meter = codec.newStreamMeter();

        meter.accept(WireFrame.of(
                "metadata",
                "{\"usage\":{\"inputTokens\":-1,\"outputTokens\":5,\"cacheWriteInputTokens\":30,\"cacheDetails\":"
                        + "[{\"ttl\":\"1h\",\"inputTokens\":20},{\"ttl\":\"5m\",\"inputTokens\":10}]}}"));

        assertThat(meter.usageSuspect()).isTrue();
        assertThat(meter.usage().cacheWrite()).isEqualTo(30);
        assertThat(meter.usage().cacheWriteLong()).isEqualTo(20);
        assertThat(meter.usage().input()).isZero();
    }

    @Test
    void leaves_the_pictures_and_the_traces_of_a_stream_whole() {
        io.modelrouter.core.stream.ResponseAssembler assembler = new io.modelrouter.core.stream.ResponseAssembler();
        io.modelrouter.core.dialect.StreamReader reader = codec.newStreamReader();
        String[][] events = {
            {"messageStart", "{\"role\":\"assistant\"}"},
            {"contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"image\":{\"format\":\"png\"}}}"},
            {"contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"image\":{\"source\":{\"bytes\":\"iVBO\"}}}}"},
            {"contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"image\":{\"source\":{\"bytes\":\"Rw==\"}}}}"},
            {"contentBlockStop", "{\"contentBlockIndex\":0}"},
            {"messageStop", "{\"stopReason\":\"guardrail_intervened\"}"},
            {"metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":1},\"trace\":{\"guardrail\":{}}}"}
        };
        for (String[] event : events) {
            reader.read(WireFrame.of(event[0], event[1]), assembler);
        }

        assertThat(assembler.response().blocks())
                .contains(new io.modelrouter.chat.ContentBlock.MediaOutput(
                        new io.modelrouter.chat.Media("image/png", "iVBORw==", null)));
        assertThat(assembler.response().finishReason().kind())
                .isEqualTo(io.modelrouter.chat.FinishReason.Kind.CONTENT_FILTER);
    }
}
