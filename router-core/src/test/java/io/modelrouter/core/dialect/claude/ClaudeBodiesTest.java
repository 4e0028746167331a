package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A Claude body")
class ClaudeBodiesTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    @Nested
    @DisplayName("that goes upstream")
    class Upstream {
        @ParameterizedTest
        @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#requests")
        void is_the_callers_bytes_where_nothing_differs(RecordedExchange exchange) {
            byte[] body = exchange.requestBody().orElseThrow();
            ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(body);
            UpstreamBody upstream = codec.upstreamBody(request, request.model(), request.stream());
            assertThat(upstream.body().toBytes()).isEqualTo(body);
            assertThat(upstream.withholdUsage()).isFalse();
        }

        @ParameterizedTest
        @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#requests")
        void differs_in_model_and_stream_alone(RecordedExchange exchange) {
            byte[] body = exchange.requestBody().orElseThrow();
            ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(body);
            UpstreamBody upstream = codec.upstreamBody(request, "other-model", !request.stream());

            ObjectNode expected = (ObjectNode) ClaudeRecordings.json(body);
            expected.put("model", "other-model").put("stream", !request.stream());
            assertThat(ClaudeRecordings.json(upstream.body().toBytes())).isEqualTo(expected);
        }

        @Test
        void takes_an_absent_stream_flag_for_false() {
            ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(
                    bytes("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
            assertThat(text(codec.upstreamBody(request, "m", false)))
                    .isEqualTo(
                            "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertThat(text(codec.upstreamBody(request, "m", true))).endsWith(",\"stream\":true}");
        }

        private String text(UpstreamBody upstream) {
            return new String(upstream.body().toBytes(), StandardCharsets.UTF_8);
        }
    }

    @Nested
    @DisplayName("that came whole")
    class Whole {
        @Test
        void may_be_empty_of_content() {
            BodyTally tally = codec.meterBody(
                    bytes(
                            "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":{\"output_tokens\":2}}"));
            assertThat(tally.outputChars()).isZero();
            assertThat(tally.usage().output()).isEqualTo(2);
            assertThat(tally.error()).isNull();
        }

        @Test
        void is_counted_in_characters_of_text_thinking_and_input() {
            BodyTally tally = codec.meterBody(bytes("{\"content\":[{\"type\":\"text\",\"text\":\"Héllo\"},"
                    + "{\"type\":\"thinking\",\"thinking\":\"abc\",\"signature\":\"not counted\"},"
                    + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"q\":\"xyz\"}}]}"));
            assertThat(tally.outputChars()).isEqualTo(6 + 3 + 3);
            assertThat(tally.usageReported()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "<html><body>502</body></html>",
                    "null",
                    "[]",
                    "\"hello\"",
                    "{}",
                    "{\"content\":null}",
                    "{\"content\":\"text\"}",
                    "{\"choices\":[]}",
                    "{\"content\":[]} trailing",
                    "{\"content\":[{\"type\":\"text\",\"text\":\"cut"
                })
        void is_malformed_where_it_is_no_message(String body) {
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
