package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
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

@DisplayName("The meter of chat streams")
class OpenAiChatStreamMeterTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);
    private final ClientStreamMeter meter = codec.newStreamMeter();

    private Role accept(String data) {
        return meter.accept(WireFrame.of(null, data));
    }

    private static String delta(String delta) {
        return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}";
    }

    @Nested
    @Tag("R2.1")
    @DisplayName("tells what commits")
    class Roles {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"role\":\"assistant\"}",
                    "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}",
                    "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}",
                    "{\"content\":\"\",\"tool_calls\":[]}",
                    "{\"content\":[],\"reasoning_details\":[]}",
                    "{\"content\":\"\",\"function_call\":{\"name\":\"\",\"arguments\":\"\"}}",
                    "{\"content\":\"\",\"audio\":{\"id\":\"\",\"data\":\"\",\"transcript\":\"\"}}",
                    "{\"channel\":\"analysis\"}",
                    "null",
                })
        void anEmptyDeltaIsPreamble(String delta) {
            assertThat(accept(delta(delta))).isEqualTo(Role.PREAMBLE);
            assertThat(meter.outputChars()).isZero();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        {"content":"Hé\\n"}                                                     | 3
                        {"reasoning_content":"abc"}                                             | 3
                        {"reasoning":"abc"}                                                     | 3
                        {"reasoning":"abc","reasoning_content":"abc"}                           | 3
                        {"reasoning_content":"abc","reasoning_details":[{"type":"reasoning.text","text":"abc"}]} | 3
                        {"reasoning_details":[{"type":"reasoning.encrypted","data":"xxxxx"}]}   | 0
                        {"refusal":"No."}                                                       | 3
                        {"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]} | 3
                        {"tool_calls":[{"index":1,"function":{"arguments":""}}]}                | 0
                        {"function_call":{"name":"f","arguments":""}}                           | 1
                        {"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]} | 2
                        {"audio":{"data":"AAAA","transcript":"hi"}}                             | 2
                        {"images":[{"image_url":{"url":"data:image/png;base64,AAAA"}}]}         | 0
                        """)
        void whatTheModelSaysIsContent(String delta, long chars) {
            assertThat(accept(delta(delta))).isEqualTo(Role.CONTENT);
            assertThat(meter.outputChars()).isEqualTo(chars);
        }

        @Test
        void azuresJudgementOfThePromptIsPreambleAndNobodysUsage() {
            String first = "{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
                    + "\"prompt_filter_results\":[{\"prompt_index\":0}]}";
            assertThat(accept(first)).isEqualTo(Role.PREAMBLE);
            assertThat(meter.complete()).isFalse();
        }

        @Test
        @Tag("R1.15")
        void aChunkOfUsageAloneIsUsageOnly() {
            String usage = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}";
            assertThat(accept("{\"choices\":[]," + usage + "}")).isEqualTo(Role.USAGE_ONLY);
            assertThat(accept("{" + usage + "}")).isEqualTo(Role.USAGE_ONLY);
            assertThat(accept("{\"choices\":[],\"usage\":null,\"moderation\":{\"x\":1}}"))
                    .isEqualTo(Role.PREAMBLE);
            assertThat(accept("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"}}]," + usage + "}"))
                    .as("OpenRouter's, beside an empty choice")
                    .isEqualTo(Role.PREAMBLE);
        }

        @Test
        void aChunkWithContentAndFinishIsEndAndCounts() {
            assertThat(
                            accept(
                                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"abcd\"},\"finish_reason\":\"stop\"}]}"))
                    .isEqualTo(Role.END);
            assertThat(meter.outputChars()).isEqualTo(4);
        }

        @Test
        void perplexitysMessageSoFarIsNotCountedBesideTheDelta() {
            String chunk =
                    "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"1 2 3\"},\"delta\":{\"content\":\"3\"}}]}";
            assertThat(accept(chunk)).isEqualTo(Role.CONTENT);
            assertThat(meter.outputChars()).isEqualTo(1);
        }

        @Test
        void unknownObjectsAreSilentAndOtherThingsMalformed() {
            assertThat(accept("{\"type\":\"ping\"}")).isEqualTo(Role.SILENT);
            assertThat(accept("")).isEqualTo(Role.SILENT);
            for (String broken : List.of("[]", "3", "hello", "{\"choices\":[", "{} {}", "<html>")) {
                assertThat(accept(broken)).as(broken).isEqualTo(Role.MALFORMED);
            }
        }
    }

    @Nested
    @Tag("R4.1")
    @DisplayName("knows the end")
    class End {

        @Test
        void doneIsOne() {
            accept(delta("{\"content\":\"a\"}"));
            assertThat(meter.complete()).isFalse();
            assertThat(accept("[DONE]")).isEqualTo(Role.END);
            assertThat(meter.complete()).isTrue();
        }

        @Test
        void aFinishReasonOfEachChoiceIsOne() {
            accept("{\"choices\":[{\"index\":0,\"delta\":{}},{\"index\":1,\"delta\":{}}]}");
            assertThat(accept("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"))
                    .isEqualTo(Role.END);
            assertThat(meter.complete()).isFalse();
            accept("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}");
            assertThat(meter.complete()).isTrue();
            accept("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":null}]}");
            assertThat(meter.complete())
                    .as("OpenRouter's usage chunk comes behind the finish")
                    .isTrue();
        }

        @Test
        void anEmptyFinishReasonIsNone() {
            accept("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"\"}]}");
            assertThat(meter.complete()).isFalse();
        }
    }

    @Nested
    @Tag("R1.14")
    @DisplayName("reads usage")
    class Usages {

        @Test
        void runningTotalsAreMergedByTheLargest() {
            accept("{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1}}");
            accept("{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":9,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}");
            accept("{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}");
            assertThat(meter.usage())
                    .isEqualTo(Usage.builder().input(2).cacheRead(8).output(9).build());
        }

        @Test
        void groqsPlaceCountsButTakesNoCost() {
            accept("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                    + "\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6}}}");
            assertThat(meter.usage())
                    .isEqualTo(Usage.builder().input(5).output(6).build());
            assertThat(meter.usageReported()).isTrue();
            assertThat(meter.usageEnd()).isEqualTo(-1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"-3", "1.5", "1e30", "1099511627777", "\"12\"", "true", "{}", "99999999999999999999999"})
        @Tag("R1.9")
        void countsThatCannotBeAreIgnoredAndMarked(String count) {
            accept("{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":" + count + "}}");
            assertThat(meter.usage()).isEqualTo(Usage.builder().input(7).build());
            assertThat(meter.usageSuspect()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "{}", "{\"prompt_tokens\":null,\"completion_tokens\":null}"})
        void nothingToldIsNothingReported(String usage) {
            accept("{\"choices\":[],\"usage\":" + usage + "}");
            assertThat(meter.usageReported()).isFalse();
            assertThat(meter.usageSuspect()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"prompt_tokens\":1,\"cost\":0.5}",
                    "{\"cost\":{\"total_cost\":0},\"prompt_tokens\":1}",
                    "{\"prompt_tokens\":1,\"credits_remaining\":3}",
                })
        void aUsageThatCannotTakeACostHasNoEnd(String usage) {
            assertThat(accept("{\"choices\":[],\"usage\":" + usage + "}")).isEqualTo(Role.USAGE_ONLY);
            assertThat(meter.usageEnd()).isEqualTo(-1);
        }

        @Test
        void theEndOfTheUsageIsToldForTheFrameThatHasIt() {
            String data =
                    "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":0} },\"choices\":[]}";
            accept(data);
            assertThat(meter.usageEnd()).isEqualTo(data.indexOf("} },") + 2);
            accept(delta("{\"content\":\"x\"}"));
            assertThat(meter.usageEnd()).isEqualTo(-1);
        }
    }

    @Nested
    @Tag("R2.1")
    @DisplayName("finds errors")
    class Errors {

        @ParameterizedTest
        @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                        {"error":{"message":"m","type":"server_error","code":null}}             | 0   | TRANSIENT
                        {"error":{"message":"m","code":502},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]} | 502 | TRANSIENT
                        {"error":{"message":"m","code":429}}                                    | 429 | RATE_LIMITED
                        {"error":{"message":"m","type":"invalid_request_error","status_code":400}} | 400 | CALLER
                        {"error":{"message":"m","code":"context_length_exceeded"}}              | 0   | CALLER
                        {"error":{"message":"m","code":"server_is_overloaded"}}                 | 0   | OVERLOADED
                        {"error":"m"}                                                           | 0   | TRANSIENT
                        {"object":"error","message":"m","type":"invalid_model","code":"1500"}   | 0   | UNKNOWN_MODEL
                        {"error":{}}                                                            | 0   | TRANSIENT
                        """)
        void inTheirManyShapes(String data, int status, FailureKind kind) {
            assertThat(accept(data)).isEqualTo(Role.ERROR);
            UpstreamError error = meter.error().orElseThrow();
            assertThat(error.status()).isEqualTo(status);
            assertThat(codec.classify(error)).isEqualTo(kind);
            assertThat(meter.complete()).isFalse();
        }

        @Test
        void anEventNamedErrorIsOneWhateverItHolds() {
            assertThat(meter.accept(WireFrame.of("error", "gone"))).isEqualTo(Role.ERROR);
            assertThat(meter.error().orElseThrow().message()).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"\"", "false"})
        void anEmptyErrorMemberIsNone(String error) {
            assertThat(accept("{\"error\":" + error + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}"))
                    .isEqualTo(Role.CONTENT);
        }

        @Test
        void groqsRecordedOneComesAfterGoodChunks() {
            List<Role> roles = new ArrayList<>();
            Frames.of(RecordedExchanges.assumePresent()
                            .api("chat")
                            .tag("error-mid-stream")
                            .list()
                            .get(0))
                    .forEach(frame -> roles.add(meter.accept(frame)));
            assertThat(roles).contains(Role.CONTENT).last().isEqualTo(Role.ERROR);
            UpstreamError error = meter.error().orElseThrow();
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo("tool_use_failed");
            assertThat(codec.classify(error)).isEqualTo(FailureKind.CALLER);
            assertThat(meter.complete()).isFalse();
        }
    }

    @Test
    @Tag("R4.2")
    @DisplayName("ends a broken stream with an error and no [DONE]")
    void streamError() {
        RouterException failure =
                RouterException.of(RouterErrorCode.TRUNCATED, "cut\n\"here\"").build();
        assertThat(new String(meter.streamError(failure, "req-1"), StandardCharsets.UTF_8))
                .isEqualTo("data: {\"error\":{\"message\":\"cut\\n\\\"here\\\"\",\"type\":\"server_error\","
                        + "\"param\":null,\"code\":\"stream_truncated\"}}\n\n");
    }

    @Test
    @Tag("R4.5")
    @DisplayName("keeps a silent stream alive with a comment")
    void heartbeat() {
        assertThat(new String(meter.heartbeat(), StandardCharsets.UTF_8)).isEqualTo(": heartbeat\n\n");
    }

    @Test
    @DisplayName("never throws, whatever a frame holds")
    void neverThrows() {
        Random random = new Random(20261121);
        String good = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\u00e9\",\"tool_calls\":"
                + "[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2},\"error\":{\"message\":\"m\",\"code\":4}}";
        byte[] original = good.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = original.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                byte[] from = "{}[]\":,0-9.eE\\x\u0000tfn".getBytes(StandardCharsets.UTF_8);
                bytes[random.nextInt(bytes.length)] = from[random.nextInt(from.length)];
            }
            int end = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
            WireFrame frame = new WireFrame(null, bytes, random.nextInt(end + 1) / 8, end);
            codec.newStreamMeter().accept(frame);
            codec.newStreamReader().read(frame, event -> {});
        }
    }
}
