package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The chat codec")
class OpenAiChatCodecTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private String sent(String request, String model, boolean stream) {
        return new String(sentBody(request, model, stream).body().toBytes(), StandardCharsets.UTF_8);
    }

    private UpstreamBody sentBody(String request, String model, boolean stream) {
        return codec.upstreamBody(OpenAiChatRequest.parse(request.getBytes(StandardCharsets.UTF_8)), model, stream);
    }

    @Nested
    @DisplayName("sends the caller's bytes on")
    class Requests {
        private static final String MESSAGES = "\"messages\": [{\"role\":\"user\",\"content\":\"hé\"}]";

        @Test
        void untouchedWhereNothingHasToChange() {
            String request = " { \"model\" : \"m\", \"temperature\":1.0, " + MESSAGES + " }\n";
            assertThat(sent(request, "m", false)).isEqualTo(request);
        }

        @Test
        void withAnotherModelAndNothingElse() {
            assertThat(sent("{\"model\" : \"m\" ,\"x\":1e0," + MESSAGES + "}", "acme/m", false))
                    .isEqualTo("{\"model\" : \"acme/m\" ,\"x\":1e0," + MESSAGES + "}");
        }

        @Test
        @Tag("R1.15")
        void askingForUsageOnlyWhereTheCallerDidNot() {
            String asked =
                    "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES + "}";
            assertThat(sent(asked, "m", true)).isEqualTo(asked);
            assertThat(sentBody(asked, "m", true).withholdUsage()).isFalse();

            String silent = "{\"model\":\"m\",\"stream\":true," + MESSAGES + "}";
            assertThat(sent(silent, "m", true))
                    .isEqualTo("{\"model\":\"m\",\"stream\":true," + MESSAGES
                            + ",\"stream_options\":{\"include_usage\":true}}");
            assertThat(sentBody(silent, "m", true).withholdUsage()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "{}", "{\"include_usage\":false}", "{\"include_usage\":null,\"x\":1}"})
        @Tag("R1.15")
        void askingForUsageInsideOptionsThatSayNo(String options) {
            String request = "{\"model\":\"m\",\"stream\":true,\"stream_options\":" + options + "," + MESSAGES + "}";
            RawJson sent = RawJson.parse(sent(request, "m", true));
            assertThat(sent.at("stream_options", "include_usage")).contains(RawJson.of(true));
            assertThat(sentBody(request, "m", true).withholdUsage()).isTrue();
        }

        @Test
        void withOptionsThatAreNoObjectLeftToTheUpstreamsJudgement() {
            String request = "{\"model\":\"m\",\"stream\":true,\"stream_options\":3," + MESSAGES + "}";
            assertThat(sent(request, "m", true)).isEqualTo(request);
            assertThat(sentBody(request, "m", true).withholdUsage()).isFalse();
        }

        @Test
        void withTheStreamForcedOn() {
            RawJson sent = RawJson.parse(sent("{\"model\":\"m\",\"stream\":null," + MESSAGES + "}", "m", true));
            assertThat(sent.get("stream")).contains(RawJson.of(true));
        }

        @Test
        void withTheStreamForcedOffAndItsOptionsGone() {
            String request =
                    "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES + "}";
            RawJson sent = RawJson.parse(sent(request, "m", false));
            assertThat(sent.get("stream")).contains(RawJson.of(false));
            assertThat(sent.get("stream_options")).isEmpty();
            assertThat(sentBody(request, "m", false).withholdUsage()).isFalse();
        }

        @Test
        void withAbsentAndNullStreamTakenForNoStream() {
            String absent = "{\"model\":\"m\"," + MESSAGES + "}";
            String none = "{\"model\":\"m\",\"stream\":null," + MESSAGES + "}";
            assertThat(sent(absent, "m", false)).isEqualTo(absent);
            assertThat(sent(none, "m", false)).isEqualTo(none);
        }
    }

    static Stream<RecordedExchange> requests() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "azure-openai", "openai-compatible")
                .api("chat")
                .withRequest()
                .where(
                        "with a model",
                        e -> RawJson.parse(e.requestBody().orElseThrow())
                                .get("model")
                                .flatMap(RawJson::asString)
                                .isPresent())
                .stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("changes nothing but what it says in a recorded request")
    void recordedRequests(RecordedExchange exchange) {
        byte[] original = exchange.requestBody().orElseThrow();
        OpenAiChatRequest request = OpenAiChatRequest.parse(original);
        UpstreamBody same = codec.upstreamBody(request, request.model(), request.stream());
        UpstreamBody mapped = codec.upstreamBody(request, "acme/\"other\"", request.stream());

        if (!same.withholdUsage()) {
            assertThat(same.body().toBytes()).isEqualTo(original);
        }
        assertThat(same.withholdUsage()).isEqualTo(request.stream() && !exchange.hasTag("include-usage"));
        Map<String, RawJson> expected =
                new LinkedHashMap<>(RawJson.parse(original).members());
        Map<String, RawJson> actual =
                new LinkedHashMap<>(RawJson.parse(mapped.body().toBytes()).members());
        assertThat(actual.get("model")).isEqualTo(RawJson.of("acme/\"other\""));
        if (same.withholdUsage()) {
            actual.remove("stream_options");
            expected.remove("stream_options");
        }
        actual.remove("model");
        expected.remove("model");
        assertThat(actual).containsExactlyEntriesOf(expected);
    }

    @Nested
    @Tag("R2.1")
    @DisplayName("tells what is no answer")
    class Answers {

        private BodyTally meter(String body) {
            return codec.meterBody(body.getBytes(StandardCharsets.UTF_8));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "<html><body>Bad gateway</body></html>",
                    "{}",
                    "[]",
                    "null",
                    "\"ok\"",
                    "{\"choices\":[]}",
                    "{\"choices\":null,\"error\":null}",
                    "{\"choices\":[{}]} x",
                    "{\"detail\":\"x\"}",
                    "data: {\"choices\":[]}",
                })
        void whichIsMalformed(String body) {
            assertThatThrownBy(() -> meter(body))
                    .isInstanceOf(MalformedAnswerException.class)
                    .hasNoCause();
        }

        @Test
        void whichIsAnErrorBehindAGoodStatus() {
            BodyTally tally = codec.meterBody(RecordedExchanges.assumePresent()
                    .protocol("azure-openai")
                    .tag("error-in-200")
                    .list()
                    .get(0)
                    .json()
                    .orElseThrow());
            UpstreamError error = tally.error();
            assertThat(error).isNotNull();
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo("content_filter");
            assertThat(error.param()).isEqualTo("prompt");
            assertThat(codec.classify(error)).isEqualTo(FailureKind.CALLER);
        }

        @Test
        void whichAnErrorMemberBesideChoicesIsNot() {
            String body = "{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"error\":{\"message\":\"m\"}}";
            assertThat(meter(body).error()).isNull();
            assertThat(Frames.response(codec.readBody(body.getBytes(StandardCharsets.UTF_8)))
                            .text())
                    .isEqualTo("a");
        }

        @Test
        void andIgnoresUsageThatCannotBe() {
            BodyTally tally = meter(
                    "{\"choices\":[{\"message\":{\"content\":\"abc\"}}],\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":1.5}}");
            assertThat(tally.usageSuspect()).isTrue();
            assertThat(tally.usage().isEmpty()).isTrue();
            assertThat(tally.outputChars()).isEqualTo(3);
        }
    }
}
