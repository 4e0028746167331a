package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The Responses codec")
class ResponsesCodecTest {
    private final ResponsesCodec codec = new ResponsesCodec(ErrorSettings.DEFAULT);

    static Stream<RecordedExchange> requests() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-responses", "azure-openai", "openai-compatible")
                .api("responses")
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
    @DisplayName("changes nothing but the model in a recorded request")
    void recordedRequests(RecordedExchange exchange) {
        byte[] original = exchange.requestBody().orElseThrow();
        OpenAiResponsesRequest request = OpenAiResponsesRequest.parse(original);
        UpstreamBody same = codec.upstreamBody(request, request.model(), request.stream());
        UpstreamBody mapped = codec.upstreamBody(request, "other", request.stream());

        assertThat(same.body().toBytes()).isEqualTo(original);
        assertThat(same.withholdUsage()).isFalse();
        Map<String, RawJson> expected =
                new LinkedHashMap<>(RawJson.parse(original).members());
        expected.put("model", RawJson.of("other"));
        assertThat(RawJson.parse(mapped.body().toBytes()).members()).containsExactlyEntriesOf(expected);
    }

    @Test
    @DisplayName("turns a stream off with its options, and on without asking for more")
    void forcedStream() {
        String streamed =
                "{\"model\":\"m\",\"input\":\"a\",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}}";
        OpenAiResponsesRequest request = OpenAiResponsesRequest.parse(streamed.getBytes(StandardCharsets.UTF_8));
        RawJson off =
                RawJson.parse(codec.upstreamBody(request, "m", false).body().toBytes());
        assertThat(off.get("stream")).contains(RawJson.of(false));
        assertThat(off.get("stream_options")).isEmpty();
        OpenAiResponsesRequest plain =
                OpenAiResponsesRequest.parse("{\"model\":\"m\",\"input\":\"a\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(codec.upstreamBody(plain, "m", true).body().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"m\",\"input\":\"a\",\"stream\":true}");
    }

    private BodyTally meter(String body) {
        return codec.meterBody(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @Tag("R2.1")
    @ValueSource(
            strings = {
                "",
                "<html></html>",
                "{}",
                "[]",
                "{\"object\":\"response\"}",
                "{\"output\":null}",
                "{\"output\":[],\"x\"",
                "{\"output\":[]} {}",
                "{\"detail\":\"x\"}",
            })
    @DisplayName("tells what is no answer")
    void malformed(String body) {
        assertThatThrownBy(() -> meter(body))
                .isInstanceOf(MalformedAnswerException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @Tag("R2.1")
    @CsvSource(delimiter = '|', textBlock = """
                    {"status":"failed","output":[],"error":{"code":"server_error","message":"m"}}      | TRANSIENT
                    {"status":"failed","output":[],"error":null}                                       | TRANSIENT
                    {"status":"failed","output":[{"type":"message"}],"error":{"code":"invalid_prompt"}} | CALLER
                    {"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}   | UNKNOWN_MODEL
                    {"code":"x","error":"text"}                                                        | TRANSIENT
                    """)
    @DisplayName("finds errors behind a good status")
    void errors(String body, FailureKind kind) {
        UpstreamError error = meter(body).error();
        assertThat(error).isNotNull();
        assertThat(codec.classify(error)).isEqualTo(kind);
    }
}
