package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StreamMeter.Role;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The meter of Responses streams")
class ResponsesStreamMeterTest {
    private static final String USAGE = "\"usage\":{\"input_tokens\":9,\"output_tokens\":4,\"total_tokens\":13,"
            + "\"input_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":3},"
            + "\"output_tokens_details\":{\"reasoning_tokens\":1}}";

    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);
    private final ClientStreamMeter meter = codec.newStreamMeter();

    private Role accept(String data) {
        return meter.accept(WireFrame.of(null, data));
    }

    @ParameterizedTest
    @Tag("R2.1")
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"response.created","response":{"id":"r"}}                                | PREAMBLE
                    {"type":"response.queued","response":{"id":"r"}}                                 | PREAMBLE
                    {"type":"response.in_progress","response":{"id":"r"}}                            | PREAMBLE
                    {"item":{"type":"message"},"type":"response.output_item.added"}                  | PREAMBLE
                    {"type":"response.output_item.added","item":{"type":"reasoning"}}                | PREAMBLE
                    {"type":"response.content_part.added","part":{"type":"output_text"}}             | PREAMBLE
                    {"type":"response.reasoning_summary_part.added","part":{}}                       | PREAMBLE
                    {"type":"response.output_item.added","item":{"type":"function_call"}}            | CONTENT
                    {"type":"response.output_item.added","item":{"type":"web_search_call"}}          | CONTENT
                    {"type":"response.output_text.delta","delta":"a"}                                | CONTENT
                    {"type":"response.reasoning_summary_text.delta","delta":"a"}                     | CONTENT
                    {"type":"response.completed","response":{}}                                      | END
                    {"type":"response.incomplete","response":{}}                                     | END
                    {"type":"response.cancelled","response":{}}                                      | END
                    {"type":"response.failed","response":{"error":{"code":"server_error"}}}          | ERROR
                    {"type":"error","error":{"message":"m"}}                                         | ERROR
                    {"type":"error","message":"m","code":"server_error"}                             | ERROR
                    {"error":{"message":"m"}}                                                        | ERROR
                    {"type":"invalid_request_error","error":{"message":"m"}}                         | ERROR
                    {"type":"keepalive","sequence_number":4}                                         | SILENT
                    {"type":"codex.rate_limits"}                                                     | SILENT
                    [DONE]                                                                           | SILENT
                    {"x":1}                                                                          | MALFORMED
                    []                                                                               | MALFORMED
                    {"type":                                                                         | MALFORMED
                    """)
    void tellsWhatCommits(String data, Role role) {
        assertThat(accept(data)).isEqualTo(role);
    }

    @Test
    @Tag("R4.1")
    void onlyATerminalEventCompletesAStream() {
        accept("[DONE]");
        assertThat(meter.complete()).isFalse();
        accept("{\"type\":\"response.completed\",\"response\":{\"id\":\"r\"}}");
        assertThat(meter.complete()).isTrue();
        assertThat(accept("[DONE]")).isEqualTo(Role.END);
    }

    @Test
    void takesTheTypeFromTheEventLineWhereTheJsonHasNone() {
        assertThat(meter.accept(WireFrame.of("response.output_text.delta", "{\"delta\":\"abc\"}")))
                .isEqualTo(Role.CONTENT);
        assertThat(meter.outputChars()).isEqualTo(3);
    }

    @Test
    @Tag("R1.14")
    void readsUsageWhateverTheOrderOfMembers() {
        String data =
                "{\"response\":{\"id\":\"r\"," + USAGE + ",\"status\":\"completed\"},\"type\":\"response.completed\"}";
        assertThat(accept(data)).isEqualTo(Role.END);
        assertThat(meter.usage())
                .isEqualTo(Usage.builder()
                        .input(4)
                        .cacheRead(2)
                        .cacheWrite(3)
                        .output(4)
                        .reasoning(1)
                        .build());
        assertThat(meter.usageEnd()).isEqualTo(data.indexOf("},\"status\""));
        assertThat(meter.usageSuspect()).isFalse();
    }

    @Test
    void marksCountsThatCannotBe() {
        accept("{\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":-1,\"output_tokens\":2}}}");
        assertThat(meter.usageSuspect()).isTrue();
        assertThat(meter.usage()).isEqualTo(Usage.builder().output(2).build());
    }

    @Test
    void countsDeltasAndWholeItemsThatHadNone() {
        accept("{\"type\":\"response.output_text.delta\",\"delta\":\"abcd\"}");
        accept(
                "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"abcd\"}]}}");
        assertThat(meter.outputChars()).isEqualTo(4);
        accept(
                "{\"type\":\"response.output_item.done\",\"item\":{\"type\":\"function_call\",\"arguments\":\"{}\",\"encrypted_content\":\"xxxxx\"}}");
        assertThat(meter.outputChars()).isEqualTo(6);
    }

    @Nested
    @DisplayName("ends a broken stream so that Codex notices")
    @Tag("R4.2")
    class StreamErrors {
        private JsonNode data(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            assertThat(text)
                    .startsWith("event: response.failed\ndata: {")
                    .endsWith("}\n\n")
                    .doesNotContain("[DONE]");
            String json = text.substring(text.indexOf('{')).trim();
            assertThat(json).doesNotContain("\n");
            return JsonTree.read(json.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void withTheStreamsOwnIdModelAndNextNumber() {
            accept(
                    "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"model\":\"gpt\",\"created_at\":17}}");
            accept("{\"type\":\"response.output_text.delta\",\"sequence_number\":7,\"delta\":\"a\"}");
            JsonNode event = data(meter.streamError(
                    RouterException.of(RouterErrorCode.TRUNCATED, "cut").build(), "req"));
            assertThat(event.path("type").asString()).isEqualTo("response.failed");
            assertThat(event.path("sequence_number").asInt()).isEqualTo(8);
            JsonNode response = event.path("response");
            assertThat(response.path("id").asString()).isEqualTo("resp_1");
            assertThat(response.path("model").asString()).isEqualTo("gpt");
            assertThat(response.path("created_at").asInt()).isEqualTo(17);
            assertThat(response.path("object").asString()).isEqualTo("response");
            assertThat(response.path("status").asString()).isEqualTo("failed");
            assertThat(response.path("error").path("code").asString()).isEqualTo("stream_truncated");
            assertThat(response.path("error").path("message").asString()).isEqualTo("cut");
        }

        @Test
        void withACodeEvenWhereTheFailureHasNone() {
            JsonNode event = data(meter.streamError(
                    RouterException.of(RouterErrorCode.INVALID_REQUEST, "bad").build(), "req"));
            assertThat(event.path("sequence_number").asInt()).isZero();
            assertThat(event.path("response").path("id").asString()).isEqualTo("resp_req");
            assertThat(event.path("response").path("error").path("code").asString())
                    .isEqualTo("invalid_request_error");
        }
    }

    @ParameterizedTest
    @Tag("R2.2")
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota","message":"m"}} | CREDENTIAL
                    {"type":"error","code":"rate_limit_exceeded","message":"m","param":null}          | RATE_LIMITED
                    {"type":"response.failed","response":{"error":{"code":"server_error","message":"m"}}} | TRANSIENT
                    {"type":"response.failed","response":{"error":{"code":"server_is_overloaded"}}}   | OVERLOADED
                    {"type":"response.failed","response":{"error":{"code":"invalid_prompt"}}}         | CALLER
                    {"type":"response.failed","response":{"error":{"code":"image_too_large"}}}        | CALLER
                    {"type":"response.failed","response":{"error":{"code":"context_length_exceeded"}}} | CALLER
                    {"type":"response.failed","response":{"error":{"code":"vector_store_timeout"}}}   | TRANSIENT
                    {"type":"response.failed","response":{"error":null}}                              | TRANSIENT
                    """)
    void classifiesErrorsInside(String data, FailureKind kind) {
        assertThat(accept(data)).isEqualTo(Role.ERROR);
        assertThat(codec.classify(meter.error().orElseThrow())).isEqualTo(kind);
    }

    @Test
    @Tag("R2.1")
    void findsTheRecordedFailureBeforeAnyContent() {
        List<Role> roles = new ArrayList<>();
        Frames.of(RecordedExchanges.assumePresent()
                        .protocol("openai-responses")
                        .tag("error-mid-stream")
                        .list()
                        .get(0))
                .forEach(frame -> roles.add(meter.accept(frame)));
        assertThat(roles).containsExactly(Role.PREAMBLE, Role.PREAMBLE, Role.ERROR, Role.ERROR);
        UpstreamError error = meter.error().orElseThrow();
        assertThat(error.code()).isEqualTo("insufficient_quota");
        assertThat(codec.classify(error)).isEqualTo(FailureKind.CREDENTIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "answer"})
    @DisplayName("never throws, whatever a frame holds")
    void neverThrows(String kind) {
        Random random = new Random(20261121);
        String good =
                "{\"type\":\"response.completed\",\"sequence_number\":3,\"item\":{\"type\":\"message\",\"content\":"
                        + "[{\"text\":\"a\"}]},\"output_index\":0,\"delta\":\"x\",\"response\":{\"id\":\"r\",\"error\":null,"
                        + USAGE
                        + ",\"output\":[{\"type\":\"function_call\",\"arguments\":\"{}\"}]}}";
        byte[] original = good.getBytes(StandardCharsets.UTF_8);
        byte[] from = "{}[]\":,0-9.eE\\x\u0000tfn".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = original.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = from[random.nextInt(from.length)];
            }
            int end = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
            WireFrame frame = new WireFrame(kind.equals("event") ? "response.completed" : null, bytes, 0, end);
            codec.newStreamMeter().accept(frame);
            codec.newStreamReader().read(frame, event -> {});
        }
    }
}
