package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The meter of a Claude stream")
class ClaudeStreamMeterTest {
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}";
    private static final String TEXT =
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}";
    private static final String HELLO =
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}";
    private static final String STOP = "{\"type\":\"content_block_stop\",\"index\":0}";

    private final ClientStreamMeter meter = new ClaudeStreamMeter();

    private Role accept(String data) {
        return meter.accept(WireFrame.of(null, data));
    }

    @Nested
    @Tag("R2.1")
    @DisplayName("says of a frame")
    class Roles {
        @Test
        void that_the_start_and_an_empty_block_are_preamble_and_a_ping_is_silence() {
            assertThat(accept(START)).isEqualTo(Role.PREAMBLE);
            assertThat(accept("{\"type\": \"ping\"}")).isEqualTo(Role.SILENT);
            assertThat(accept(TEXT)).isEqualTo(Role.PREAMBLE);
            assertThat(accept(STOP)).isEqualTo(Role.PREAMBLE);
            assertThat(meter.outputChars()).isZero();
        }

        @Test
        void that_a_delta_is_content_and_so_is_the_end_of_its_block() {
            accept(START);
            accept(TEXT);
            assertThat(accept(HELLO)).isEqualTo(Role.CONTENT);
            assertThat(accept(STOP)).isEqualTo(Role.CONTENT);
            assertThat(meter.outputChars()).isEqualTo(5);
        }

        @Test
        void that_an_empty_delta_before_content_commits_nothing() {
            assertThat(
                            accept(
                                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"\",\"type\":\"text_delta\"}}"))
                    .isEqualTo(Role.PREAMBLE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}",
                    "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{}}",
                    "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[]}",
                    "{\"type\":\"redacted_thinking\",\"data\":\"abc\"}",
                    "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"abc\"}",
                    "{\"text\":\"Hi\",\"type\":\"text\"}",
                    "{\"type\":\"something_new\"}"
                })
        void that_a_block_which_carries_something_is_content(String block) {
            assertThat(accept("{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}"))
                    .isEqualTo(Role.CONTENT);
        }

        @Test
        void that_a_signature_or_a_citation_is_content() {
            assertThat(
                            accept(
                                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}"))
                    .isEqualTo(Role.CONTENT);
            assertThat(
                            new ClaudeStreamMeter()
                                    .accept(
                                            WireFrame.of(
                                                    null,
                                                    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"type\":\"page\"}}}")))
                    .isEqualTo(Role.CONTENT);
        }

        @Test
        void that_the_stop_reason_and_message_stop_are_the_end() {
            assertThat(
                            accept(
                                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"},\"usage\":{\"output_tokens\":5}}"))
                    .isEqualTo(Role.END);
            assertThat(meter.complete()).isFalse();
            assertThat(accept(
                            "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3}}"))
                    .isEqualTo(Role.END);
            assertThat(meter.complete()).isTrue();
        }

        @Test
        void that_a_second_message_inside_the_first_goes_by_like_anything_else() {
            accept(START);
            accept(HELLO);
            assertThat(accept(START.replace("msg_1", "msg_2"))).isEqualTo(Role.CONTENT);
            accept("{\"type\":\"message_stop\"}");
            assertThat(meter.complete()).isTrue();
        }

        @Test
        void that_a_newer_event_is_silence_before_content_and_content_after() {
            assertThat(accept("{\"type\":\"message_note\",\"note\":1}")).isEqualTo(Role.SILENT);
            accept(HELLO);
            assertThat(accept("{\"type\":\"message_note\",\"note\":1}")).isEqualTo(Role.CONTENT);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"type\":\"message_start\"",
                    "<html>",
                    "[]",
                    "\"text\"",
                    "{\"choices\":[]}",
                    "{\"type\":\"ping\"} {}",
                    "{\"type\":7}"
                })
        void that_what_is_no_event_of_this_dialect_is_malformed(String data) {
            assertThat(accept(data)).isEqualTo(Role.MALFORMED);
        }

        @Test
        void that_another_dialects_end_mark_and_an_empty_payload_are_silence_and_no_end() {
            assertThat(accept("[DONE]")).isEqualTo(Role.SILENT);
            assertThat(accept("")).isEqualTo(Role.SILENT);
            assertThat(meter.complete()).isFalse();
        }
    }

    @Nested
    @Tag("R1.14")
    @DisplayName("counts")
    class Counting {
        @Test
        void the_larger_of_the_two_tellings() {
            accept(START);
            accept("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                    + "\"usage\":{\"input_tokens\":25,\"output_tokens\":40}}");
            assertThat(meter.usage().input()).isEqualTo(25);
            assertThat(meter.usage().output()).isEqualTo(40);
        }

        @Test
        void what_the_start_told_where_the_delta_has_only_the_output() {
            accept(START);
            accept(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":40}}");
            assertThat(meter.usage().input()).isEqualTo(10);
            assertThat(meter.usage().output()).isEqualTo(40);
        }

        @Test
        void nothing_behind_message_stop() {
            accept(START);
            accept("{\"type\":\"message_stop\"}");
            accept(START.replace(":10", ":99"));
            accept(HELLO);
            assertThat(meter.usage().input()).isEqualTo(10);
            assertThat(meter.outputChars()).isZero();
        }

        @Test
        void cache_writes_by_lifetime_and_thinking() {
            accept(
                    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":1,\"cache_read_input_tokens\":7,"
                            + "\"cache_creation_input_tokens\":9,\"cache_creation\":{\"ephemeral_5m_input_tokens\":4,"
                            + "\"ephemeral_1h_input_tokens\":5},\"output_tokens\":30,"
                            + "\"output_tokens_details\":{\"thinking_tokens\":20}}}}");
            assertThat(meter.usage().cacheRead()).isEqualTo(7);
            assertThat(meter.usage().cacheWrite()).isEqualTo(9);
            assertThat(meter.usage().cacheWriteLong()).isEqualTo(5);
            assertThat(meter.usage().reasoning()).isEqualTo(20);
            assertThat(meter.usage().prompt()).isEqualTo(17);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-5", "1.5", "\"12\"", "99999999999999999999", "1e30", "[1]"})
        void nothing_that_cannot_be_true_and_says_so(String count) {
            accept("{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":3,\"output_tokens\":" + count
                    + "}}");
            assertThat(meter.usage().output()).isZero();
            assertThat(meter.usage().input()).isEqualTo(3);
            assertThat(meter.usageSuspect()).isTrue();
        }

        @Test
        void characters_of_thinking_and_arguments_too_but_not_of_signatures() {
            accept(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hmm\"}}");
            accept(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"abcdef\"}}");
            accept(
                    "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}}");
            assertThat(meter.outputChars()).isEqualTo(3 + 7);
        }
    }

    @Nested
    @DisplayName("meets an error event")
    class Errors {
        @Test
        @Tag("R2.2")
        void and_knows_the_status_it_stands_for() {
            String data = "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
                    + "\"request_id\":\"req_1\"}";
            assertThat(meter.accept(WireFrame.of("error", data))).isEqualTo(Role.ERROR);
            UpstreamError error = meter.error().orElseThrow();
            assertThat(error.status()).isEqualTo(529);
            assertThat(error.type()).isEqualTo("overloaded_error");
            assertThat(error.message()).isEqualTo("Overloaded");
            assertThat(error.bodyText()).isEqualTo(data);
            assertThat(new ClaudeCodec().classify(error)).isEqualTo(FailureKind.OVERLOADED);
        }

        @Test
        void that_lacks_its_type() {
            assertThat(accept("{\"error\":{\"message\":\"boom\"}}")).isEqualTo(Role.ERROR);
            assertThat(meter.error().orElseThrow().status()).isEqualTo(500);
        }
    }

    @Nested
    @Tag("R4.2")
    @DisplayName("ends a committed stream")
    class Ending {
        private final RouterException truncated = RouterException.of(
                        RouterErrorCode.TRUNCATED, "the upstream's stream ended early")
                .build();

        @Test
        void by_closing_the_open_block_first() {
            List.of(START, TEXT, HELLO).forEach(ClaudeStreamMeterTest.this::accept);
            assertThat(text(meter.streamError(truncated, "req_9")))
                    .isEqualTo("event: content_block_stop\n"
                            + "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                            + "event: error\n"
                            + "data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                            + "\"message\":\"the upstream's stream ended early\"},\"request_id\":\"req_9\"}\n\n");
        }

        @Test
        void without_a_close_where_no_block_is_open_and_never_with_message_stop() {
            List.of(START, TEXT, HELLO, STOP).forEach(ClaudeStreamMeterTest.this::accept);
            assertThat(text(meter.streamError(truncated, "req_9")))
                    .startsWith("event: error\n")
                    .doesNotContain("message_stop");
        }

        @Test
        @Tag("R4.5")
        void and_keeps_a_silent_one_alive_with_the_vendors_ping() {
            assertThat(text(meter.heartbeat())).isEqualTo("event: ping\ndata: {\"type\": \"ping\"}\n\n");
        }

        private String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
