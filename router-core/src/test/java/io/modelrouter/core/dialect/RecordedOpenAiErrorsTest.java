package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@DisplayName("Recorded errors of OpenAI and its imitators")
class RecordedOpenAiErrorsTest {

    static Stream<RecordedExchange> errors() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "openai-responses", "openai-embeddings", "azure-openai", "openai-compatible")
                .where("refused", e -> e.status() >= 400)
                .stream();
    }

    private static ChatClientCodec codec(RecordedExchange exchange) {
        return exchange.api().startsWith("responses")
                ? new ResponsesCodec(ErrorSettings.DEFAULT)
                : new OpenAiChatCodec(ErrorSettings.DEFAULT);
    }

    private static UpstreamError read(RecordedExchange exchange) {
        return codec(exchange).readError(exchange.status(), exchange.responseHeaders(), exchange.responseBody());
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("are read with the provider's words, whatever their shape")
    void reading(RecordedExchange exchange) {
        UpstreamError error = read(exchange);
        JsonNode body = JsonTree.read(exchange.responseBody());
        assertThat(error.status()).isEqualTo(exchange.status());
        String words = body.path("error")
                .path("message")
                .asString(body.path("error").asString(body.path("detail").asString("")));
        assertThat(error.message()).isNotEmpty().isEqualTo(words);
        JsonNode code = body.path("error").path("code");
        assertThat(error.code())
                .isEqualTo(
                        code.isMissingNode()
                                ? body.path("code").asString(null)
                                : code.isNull() ? null : code.asString());
        assertThat(error.body()).isEqualTo(exchange.responseBody());
    }

    @ParameterizedTest
    @MethodSource("errors")
    @Tag("R2.2")
    @DisplayName("are classified by status and code")
    void classification(RecordedExchange exchange) {
        FailureKind kind = codec(exchange).classify(read(exchange));
        String text = new String(exchange.responseBody(), java.nio.charset.StandardCharsets.UTF_8);
        FailureKind expected;
        if (text.contains("model_not_found") || exchange.status() == 404) {
            expected = FailureKind.UNKNOWN_MODEL;
        } else if (exchange.status() == 401 || text.contains("Incorrect API key")) {
            expected = FailureKind.CREDENTIAL;
        } else if (exchange.status() == 429) {
            expected = FailureKind.RATE_LIMITED;
        } else {
            expected = FailureKind.CALLER;
        }
        assertThat(kind).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("errors")
    @DisplayName("reach a client with status, code and words, in the envelope that its SDK reads")
    void writing(RecordedExchange exchange) {
        UpstreamError error = read(exchange);
        RouterException failure = RouterException.of(RouterErrorCode.UPSTREAM_REFUSED, "refused")
                .upstream(error)
                .build();
        WireError wire = codec(exchange).writeError(failure, "req-1");
        assertThat(wire.status()).isEqualTo(exchange.status());
        assertThat(wire.headers().first("x-should-retry")).contains("false");
        JsonNode written = JsonTree.read(wire.body()).path("error");
        assertThat(written.path("message").asString()).isEqualTo(error.message());
        if (JsonTree.read(error.body()).path("error").isObject()) {
            assertThat(Arrays.equals(wire.body(), exchange.responseBody())).isTrue();
        } else {
            assertThat(written.propertyNames()).containsExactly("message", "type", "param", "code");
        }
    }
}
