package io.modelrouter.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A request for embeddings")
class EmbeddingsRequestTest {

    private static OpenAiEmbeddingsRequest openAi(String json) {
        return OpenAiEmbeddingsRequest.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void is_built_with_the_members_of_openais_body_in_a_stable_order() {
        OpenAiEmbeddingsRequest request = OpenAiEmbeddingsRequest.builder()
                .user("u")
                .input("a")
                .tokens(1, 2)
                .dimensions(8)
                .encodingFormat("base64")
                .set("x.y", RawJson.of(true))
                .model("m")
                .build();

        assertThat(request.json())
                .hasToString("{\"model\":\"m\",\"input\":[\"a\",[1,2]],\"user\":\"u\",\"dimensions\":8,"
                        + "\"encoding_format\":\"base64\",\"x\":{\"y\":true}}");
        assertThat(request.dialect()).isEqualTo(Dialect.OPENAI_EMBEDDINGS);
        assertThat(request.operation()).isEmpty();
        assertThat(request.stream()).isFalse();
        assertThat(request.maxOutputTokens()).hasValue(0);
        assertThat(request.dimensions()).hasValue(8);
        assertThat(request.encodingFormat()).hasValue("base64");
        assertThat(request.withModel("n").json().get("model")).hasValue(RawJson.of("n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'a'                 | 1",
                "['a']               | 1",
                "['a','b']           | 2",
                "[1,2,3]             | 1",
                "[[1,2],[3]]         | 2",
                "[{'image':'x'},'a'] | 2",
            })
    void asks_openai_for_as_many_vectors_as_it_has_inputs(String input, int count) {
        OpenAiEmbeddingsRequest request = openAi("{'model':'m','input':" + input + "}");

        assertThat(request.inputCount()).isEqualTo(count);
        assertThat(request.inputs()).hasSize(count);
    }

    @Test
    void is_built_for_gemini_as_one_or_as_a_batch() {
        GeminiEmbedRequest one = GeminiEmbedRequest.builder()
                .model("m")
                .text("a")
                .taskType("CLUSTERING")
                .build();
        GeminiEmbedRequest batch = GeminiEmbedRequest.builder()
                .model("m")
                .text("a")
                .text("b")
                .outputDimensionality(3)
                .build();

        assertThat(one.operation()).isEmpty();
        assertThat(one.json()).hasToString("{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"taskType\":\"CLUSTERING\"}");
        assertThat(batch.operation()).isEqualTo("batch");
        assertThat(batch.inputCount()).isEqualTo(2);
        assertThat(batch.json().get("requests").orElseThrow().elements().get(1))
                .hasToString(
                        "{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"b\"}]},\"outputDimensionality\":3}");
        assertThat(batch.maxOutputTokens()).hasValue(0);
    }

    @Test
    void tells_what_is_missing_by_the_method_to_call() {
        assertThatIllegalStateException()
                .isThrownBy(() -> OpenAiEmbeddingsRequest.builder().model("m").build())
                .withMessageContaining("input(");
        assertThatIllegalStateException()
                .isThrownBy(() -> GeminiEmbedRequest.builder().text("a").build())
                .withMessageContaining("model(");
    }

    @Test
    void is_never_streamed() {
        OpenAiEmbeddingsRequest request = openAi("{'model':'m','input':'a'}");

        assertThat(request.withStream(false)).isSameAs(request);
        assertThatIllegalArgumentException().isThrownBy(() -> request.withStream(true));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                  | content",
                "{\"content\":\"a\"}                                                   | content.parts",
                "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"outputDimensionality\":-1}  | outputDimensionality",
                "{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"output_dimensionality\":1.5} | output_dimensionality",
            })
    void names_the_member_that_is_wrong(String body, String param) {
        assertThatThrownBy(() -> GeminiEmbedRequest.parse("m", false, RawJson.parse(body), Map.of()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.param()).isEqualTo(param));
        RawJson batch = RawJson.object(Map.of("requests", RawJson.array(List.of(RawJson.parse(body)))));
        assertThatThrownBy(() -> GeminiEmbedRequest.parse("m", true, batch, Map.of()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.param()).isEqualTo("requests[0]." + param));
    }
}
