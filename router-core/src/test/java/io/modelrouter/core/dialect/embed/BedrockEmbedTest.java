package io.modelrouter.core.dialect.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingVector;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.core.dialect.gemini.GeminiCodec;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Embeddings on Bedrock")
class BedrockEmbedTest {
    private final BedrockEmbedCodec codec = new BedrockEmbedCodec();

    private static EmbeddingAsk openAi(String json) {
        return new OpenAiEmbeddingsCodec(ErrorSettings.DEFAULT)
                .readRequest(OpenAiEmbeddingsRequest.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static EmbeddingAsk gemini(GeminiEmbedRequest request) {
        return new GeminiEmbedCodec(new GeminiCodec()).readRequest(request);
    }

    private WrittenRequest written(EmbeddingAsk ask, String model) {
        return codec.writeRequest(ask, new WriteTarget(model, false, "bedrock"));
    }

    private static String text(WrittenRequest written) {
        return new String(written.body().toBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void ask_titan_for_one_text_in_each_line() {
        EmbeddingAsk ask = openAi("{\"model\":\"m\",\"input\":[\"one\\ntwo\",\"three\"],\"dimensions\":256}");

        assertThat(text(written(ask, "amazon.titan-embed-text-v2:0")))
                .isEqualTo(
                        "{\"inputText\":\"one\\ntwo\",\"dimensions\":256}\n{\"inputText\":\"three\",\"dimensions\":256}");
    }

    @Test
    void ask_titans_model_of_pictures_for_a_length_in_its_own_place() {
        EmbeddingAsk ask = openAi("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":384}");

        assertThat(text(written(ask, "amazon.titan-embed-image-v1")))
                .isEqualTo("{\"inputText\":\"a\",\"embeddingConfig\":{\"outputEmbeddingLength\":384}}");
    }

    @Test
    void ask_cohere_for_at_most_96_texts_in_a_line() {
        String inputs = IntStream.range(0, 200).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        EmbeddingAsk ask = openAi("{\"model\":\"m\",\"input\":[" + inputs + "],\"dimensions\":512}");

        List<String> lines = text(written(ask, "us.cohere.embed-v4:0")).lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith("{\"texts\":[\"t0\",")
                .contains("\"t95\"]")
                .doesNotContain("\"t96\"");
        assertThat(lines.get(2))
                .startsWith("{\"texts\":[\"t192\",")
                .endsWith(
                        "],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"],\"output_dimension\":512}");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "RETRIEVAL_QUERY,      search_query,    ",
        "RETRIEVAL_DOCUMENT,   search_document, ",
        "CLASSIFICATION,       classification,  ",
        "CLUSTERING,           clustering,      ",
        "SEMANTIC_SIMILARITY,  clustering,      APPROXIMATED",
        "CODE_RETRIEVAL_QUERY, search_query,    APPROXIMATED",
        "SOMETHING_NEW,        search_document, HINT",
    })
    void tell_cohere_what_a_text_is_for(String task, String type, Loss.Severity severity) {
        EmbeddingAsk ask = gemini(
                GeminiEmbedRequest.builder().model("m").text("a").taskType(task).build());

        WrittenRequest written = written(ask, "cohere.embed-english-v3");

        assertThat(text(written)).contains("\"input_type\":\"" + type + "\"");
        assertThat(written.losses().stream().map(Loss::severity))
                .isEqualTo(severity == null ? List.of() : List.of(severity));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "amazon.titan-embed-text-v1, dimensions",
        "cohere.embed-multilingual-v3, dimensions",
        "anthropic.claude-sonnet-4, model",
    })
    void are_refused_where_the_model_cannot_do_what_is_asked(String model, String field) {
        WrittenRequest written = written(openAi("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":256}"), model);

        assertThat(written.isUsable()).isFalse();
        assertThat(written.losses()).anyMatch(loss -> loss.field().equals(field));
    }

    @Test
    void come_in_the_order_of_the_lines_with_the_tokens_added_up() {
        byte[] body = bytes("{\"embedding\":[1,2],\"inputTextTokenCount\":3,\"embeddingsByType\":{\"float\":[1,2]}}\n"
                + "{\"embedding\":[3,4],\"inputTextTokenCount\":4}\n");

        BodyTally tally = codec.meterBody(body, 2);

        assertThat(tally.usage().prompt()).isEqualTo(7);
        assertThat(tally.usageReported()).isTrue();
        assertThat(codec.readBody(body).vectors().stream().map(EmbeddingVector::toJson))
                .containsExactly("[1,2]", "[3,4]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"embeddings\":[[1,2],[3,4]],\"id\":\"x\",\"response_type\":\"embeddings_floats\"}",
                "{\"embeddings\":{\"float\":[[1,2],[3,4]]},\"response_type\":\"embeddings_by_type\",\"texts\":[\"a\"]}",
            })
    void come_from_cohere_in_either_of_its_shapes_and_without_tokens(String json) {
        assertThat(codec.meterBody(bytes(json), 2).usageReported()).isFalse();
        assertThat(codec.readBody(bytes(json)).vectors().stream().map(EmbeddingVector::toJson))
                .containsExactly("[1,2]", "[3,4]");
    }

    @Test
    void fail_where_a_line_is_missing_or_is_none() {
        byte[] body = bytes("{\"embedding\":[1,2],\"inputTextTokenCount\":3}\n");

        assertThatThrownBy(() -> codec.meterBody(body, 2)).isInstanceOf(MalformedAnswerException.class);
        assertThatThrownBy(() -> codec.meterBody(bytes("<html>"), 1)).isInstanceOf(MalformedAnswerException.class);
        assertThatThrownBy(() -> codec.meterBody(bytes(""), 1)).isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "400, ServiceQuotaExceededException,                                   x, CREDENTIAL",
        "400, ValidationException, Invocation of model ID m with on-demand throughput isn't supported., UNKNOWN_MODEL",
        "429, ThrottlingException,                                             x, RATE_LIMITED",
        "403, AccessDeniedException:http://internal.amazon.com/coral/,         x, CREDENTIAL",
        "400, ValidationException, The provided model identifier is invalid.,     UNKNOWN_MODEL",
        "400, ValidationException, 400 Bad Request: Too many input tokens,        CALLER",
        "408, ModelTimeoutException,                                           x, TIMEOUT",
        "424, ModelErrorException,                                             x, TRANSIENT",
        "503, ServiceUnavailableException,                                     x, OVERLOADED",
        "500, InternalServerException,                                         x, TRANSIENT",
    })
    void tell_errors_by_their_type(int status, String type, String message, FailureKind kind) {
        HttpHeaders headers =
                HttpHeaders.builder().add("x-amzn-errortype", type).build();

        assertThat(codec.classify(codec.readError(status, headers, bytes("{\"message\":\"" + message + "\"}"))))
                .isEqualTo(kind);
    }
}
