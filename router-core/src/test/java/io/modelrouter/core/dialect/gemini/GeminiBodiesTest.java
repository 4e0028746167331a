package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A Gemini body")
class GeminiBodiesTest {
    private final GeminiCodec codec = new GeminiCodec();

    @Nested
    @DisplayName("that goes upstream")
    class Upstream {
        @ParameterizedTest
        @MethodSource("io.modelrouter.core.dialect.gemini.GeminiRecordings#requests")
        void is_the_callers_bytes_whatever_the_model_and_the_stream(RecordedExchange exchange) {
            byte[] body = exchange.requestBody().orElseThrow();
            GeminiGenerateRequest request = GeminiGenerateRequest.parse("gemini-x", body);
            assertThat(codec.upstreamBody(request, "other", true).body().toBytes())
                    .isEqualTo(body);
            assertThat(codec.upstreamBody(request, "gemini-x", false).withholdUsage())
                    .isFalse();
        }
    }

    @Nested
    @DisplayName("that came whole")
    class Whole {
        @Test
        void may_have_no_candidates_where_the_prompt_was_blocked() {
            byte[] body = bytes(
                    "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":5}}");
            BodyTally tally = codec.meterBody(body);
            assertThat(tally.error()).isNull();
            assertThat(tally.usage().input()).isEqualTo(5);
            assertThat(codec.readBody(body)).isNotEmpty();
        }

        @Test
        void may_have_no_content_where_it_finished() {
            BodyTally tally = codec.meterBody(
                    bytes(
                            "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":2}],\"usageMetadata\":{\"thoughtsTokenCount\":4}}"));
            assertThat(tally.usage().output()).isEqualTo(4);
            assertThat(tally.outputChars()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}",
                    "[{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}]"
                })
        void may_be_an_error_under_a_200(String body) {
            BodyTally tally = codec.meterBody(bytes(body));
            assertThat(tally.error()).isNotNull();
            assertThat(tally.error().status()).isEqualTo(503);
            assertThat(tally.error().message()).isEqualTo("busy");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "<html></html>",
                    "null",
                    "[]",
                    "{}",
                    "{\"candidates\":[]}",
                    "{\"candidates\":null}",
                    "{\"choices\":[]}",
                    "{\"usageMetadata\":{\"promptTokenCount\":5}}",
                    "{\"candidates\":[{\"finishReason\":\"STOP\"}]} x",
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"cut"
                })
        void is_malformed_where_it_is_no_answer(String body) {
            assertThatThrownBy(() -> codec.meterBody(bytes(body)))
                    .isInstanceOf(MalformedAnswerException.class)
                    .hasNoCause();
            assertThatThrownBy(() -> codec.readBody(bytes(body))).isInstanceOf(MalformedAnswerException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
