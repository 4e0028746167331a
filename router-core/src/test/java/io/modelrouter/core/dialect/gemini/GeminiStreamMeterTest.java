package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The meter of a Gemini stream")
class GeminiStreamMeterTest {
    private final GeminiCodec codec = new GeminiCodec();
    private final ClientStreamMeter meter = codec.newStreamMeter();

    private Role accept(String data) {
        return meter.accept(WireFrame.of(null, data));
    }

    private Role part(String part) {
        return accept("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + part + "]}}]}");
    }

    @Nested
    @Tag("R2.1")
    @DisplayName("says of a chunk")
    class Roles {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"text\":\"Hi\"}",
                    "{\"text\":\"hmm\",\"thought\":true}",
                    "{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}",
                    "{\"functionCall\":{\"name\":\"f\",\"args\":{}}}",
                    "{\"functionCall\":{}}",
                    "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"}}",
                    "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"}}",
                    "{\"codeExecutionResult\":{\"outcome\":\"OUTCOME_OK\"}}",
                    "{\"toolCall\":{\"toolType\":\"GOOGLE_SEARCH\"}}"
                })
        void that_a_part_which_says_something_is_content(String part) {
            assertThat(part(part)).isEqualTo(Role.CONTENT);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"index\":0}]}",
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]}}]}",
                    "{\"candidates\":[],\"usageMetadata\":{\"promptTokenCount\":3}}",
                    "{\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}",
                    "{\"candidates\":[{\"finishReason\":0}]}",
                    "{\"modelVersion\":\"gemini-x\"}",
                    "{\"promptFeedback\":{\"safetyRatings\":[]}}"
                })
        void that_one_without_content_and_without_an_end_is_preamble(String chunk) {
            assertThat(accept(chunk)).isEqualTo(Role.PREAMBLE);
            assertThat(meter.complete()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"candidates\":[{\"finishReason\":\"STOP\"}]}",
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":1}]}",
                    "{\"candidates\":[{\"finishReason\":\"SOMETHING_NEW\"}]}",
                    "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{}}",
                    "{\"promptFeedback\":{\"blockReason\":4}}"
                })
        @Tag("R4.1")
        void that_a_finish_or_block_reason_is_the_end(String chunk) {
            assertThat(accept(chunk)).isEqualTo(Role.END);
            assertThat(meter.complete()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"candidates\":[",
                    "<html>",
                    "[{\"candidates\":[]}]",
                    "7",
                    "{\"choices\":[]}",
                    "{\"candidates\":[]} x"
                })
        void that_what_is_no_chunk_of_this_dialect_is_malformed(String data) {
            assertThat(accept(data)).isEqualTo(Role.MALFORMED);
        }

        @Test
        void that_an_empty_object_payload_or_foreign_end_mark_is_silence() {
            assertThat(accept("{}")).isEqualTo(Role.SILENT);
            assertThat(accept("")).isEqualTo(Role.SILENT);
            assertThat(accept("[DONE]")).isEqualTo(Role.SILENT);
            assertThat(meter.complete()).isFalse();
        }
    }

    @Nested
    @Tag("R1.14")
    @DisplayName("counts")
    class Counting {
        @Test
        void thinking_as_output_cached_as_part_of_the_prompt_and_tool_results_as_input() {
            accept("{\"usageMetadata\":{\"promptTokenCount\":100,\"cachedContentTokenCount\":80,"
                    + "\"toolUsePromptTokenCount\":7,\"candidatesTokenCount\":5,\"thoughtsTokenCount\":20,"
                    + "\"totalTokenCount\":132}}");
            assertThat(meter.usage().input()).isEqualTo(27);
            assertThat(meter.usage().cacheRead()).isEqualTo(80);
            assertThat(meter.usage().output()).isEqualTo(25);
            assertThat(meter.usage().reasoning()).isEqualTo(20);
            assertThat(meter.usage().total()).isEqualTo(132);
        }

        @Test
        void each_count_once_however_often_it_is_told() {
            accept("{\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":5}}");
            accept(
                    "{\"usageMetadata\":{\"promptTokenCount\":100,\"cachedContentTokenCount\":80,\"candidatesTokenCount\":9}}");
            assertThat(meter.usage().input()).isEqualTo(20);
            assertThat(meter.usage().prompt()).isEqualTo(100);
            assertThat(meter.usage().output()).isEqualTo(9);
        }

        @Test
        void the_last_word_on_the_prompt_and_keeps_what_it_leaves_out() {
            accept("{\"usageMetadata\":{\"promptTokenCount\":15,\"thoughtsTokenCount\":4}}");
            accept("{\"usageMetadata\":{\"promptTokenCount\":14,\"candidatesTokenCount\":9,\"thoughtsTokenCount\":0}}");
            assertThat(meter.usage().input()).isEqualTo(14);
            assertThat(meter.usage().output()).isEqualTo(13);
        }

        @ParameterizedTest
        @CsvSource({"'\"AUDIO\"', 30", "4, 30", "'\"TEXT\"', 0", "1, 0"})
        void audio_by_name_or_number(String modality, long audio) {
            accept("{\"usageMetadata\":{\"promptTokenCount\":50,\"promptTokensDetails\":"
                    + "[{\"modality\":1,\"tokenCount\":20},{\"tokenCount\":30,\"modality\":" + modality + "}]}}");
            assertThat(meter.usage().audioInput()).isEqualTo(audio);
        }

        @Test
        void nothing_where_only_a_traffic_type_is_told() {
            accept("{\"candidates\":[],\"usageMetadata\":{\"trafficType\":\"ON_DEMAND\"}}");
            assertThat(meter.usageReported()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "0.5", "\"3\"", "1e40"})
        void nothing_that_cannot_be_true_and_says_so(String count) {
            accept("{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":" + count + "}}");
            assertThat(meter.usage().output()).isZero();
            assertThat(meter.usage().input()).isEqualTo(3);
            assertThat(meter.usageSuspect()).isTrue();
        }

        @Test
        void characters_of_text_thoughts_code_and_arguments() {
            part("{\"text\":\"Héllo\"},{\"text\":\"hm\",\"thought\":true}");
            part("{\"functionCall\":{\"name\":\"not counted\",\"args\":{\"city\":\"Rome\"}}}");
            part("{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.id\",\"stringValue\":\"A1\"}]}}");
            part("{\"codeExecutionResult\":{\"output\":\"not the model's\"}}");
            assertThat(meter.outputChars()).isEqualTo(6 + 2 + 4 + 2);
        }
    }

    @Nested
    @DisplayName("meets an error")
    class Errors {
        @Test
        @Tag("R2.2")
        void and_reads_its_status_and_delay() {
            assertThat(
                            accept(
                                    "{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":"
                                            + "[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"0.5s\"}]}}"))
                    .isEqualTo(Role.ERROR);
            UpstreamError error = meter.error().orElseThrow();
            assertThat(error.status()).isEqualTo(429);
            assertThat(error.type()).isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(error.retryAfter()).isEqualTo(Duration.ofMillis(500));
            assertThat(codec.classify(error)).isEqualTo(FailureKind.RATE_LIMITED);
        }

        @Test
        void that_is_told_by_word_or_not_at_all() {
            accept("{\"error\":{\"status\":\"UNAVAILABLE\"}}");
            assertThat(meter.error().orElseThrow().status()).isEqualTo(503);
            accept("{\"error\":\"broken\"}");
            assertThat(meter.error().orElseThrow().status()).isEqualTo(500);
        }
    }

    @Nested
    @Tag("R4.2")
    @DisplayName("ends a committed stream")
    class Ending {
        private final RouterException truncated =
                RouterException.of(RouterErrorCode.TRUNCATED, "ended early").build();
        private static final String ERROR =
                "{\"error\":{\"code\":503,\"message\":\"ended early\",\"status\":\"UNAVAILABLE\"}}";

        @Test
        void of_events_with_one_more_event() {
            part("{\"text\":\"Hi\"}");
            assertThat(text(meter.streamError(truncated, "r"))).isEqualTo("data: " + ERROR + "\r\n\r\n");
        }

        @Test
        void of_an_array_with_one_more_element_and_the_bracket() {
            ClientStreamMeter array = codec.newArrayStreamMeter();
            array.accept(WireFrame.of(null, "{\"candidates\":[]}"));
            assertThat(text(array.streamError(truncated, "r"))).isEqualTo(",\r\n" + ERROR + "\r\n]");
            assertThat(text(codec.newArrayStreamMeter().streamError(truncated, "r")))
                    .isEqualTo("[" + ERROR + "\r\n]");
        }

        @Test
        @Tag("R4.5")
        void and_keeps_a_silent_one_alive_with_white_space() {
            assertThat(text(meter.heartbeat())).isEqualTo("\r\n");
            assertThat(text(codec.newArrayStreamMeter().heartbeat())).isEqualTo("\n");
        }

        private String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
