package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.RawJson;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The list of models")
class ModelListsTest {
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(FakeProvider.answering(FakeAnswer.json(500, "{}")));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(host.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return host.http.send(request.build(), BodyHandlers.ofString());
    }

    private static String body(String path, String... headers) throws Exception {
        HttpResponse<String> answer = get(path, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        RawJson.parse(answer.body());
        return answer.body();
    }

    @Test
    void has_the_shape_of_openai_by_default() throws Exception {
        assertThat(body("/v1/models", "authorization", "Bearer sk-all"))
                .startsWith(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"claude-x\",\"object\":\"model\",\"created\":1767225600,"
                                + "\"owned_by\":\"fake\"},")
                .contains("\"id\":\"vendor/model\"");
    }

    @Test
    void has_the_shape_of_claude_for_whoever_names_a_version_of_it() throws Exception {
        String claude = body("/v1/models", "authorization", "Bearer sk-all", "anthropic-version", "2026-10-21");

        assertThat(claude)
                .startsWith("{\"data\":[{\"type\":\"model\",\"id\":\"claude-x\",\"display_name\":\"claude-x\","
                        + "\"created_at\":\"2026-01-01T00:00:00Z\",\"lifecycle\":\"active\"},")
                .endsWith("\"has_more\":false,\"first_id\":\"claude-x\",\"last_id\":\"vendor/model\"}");
        assertThat(body("/claude/v1/models", "x-api-key", "sk-all")).isEqualTo(claude);
    }

    @Test
    void has_the_shape_of_gemini_for_whoever_sends_a_google_key() throws Exception {
        String gemini = body("/v1/models", "x-goog-api-key", "sk-all");

        assertThat(gemini)
                .startsWith("{\"models\":[{\"name\":\"models/claude-x\",\"displayName\":\"claude-x\","
                        + "\"supportedGenerationMethods\":[\"generateContent\",\"streamGenerateContent\","
                        + "\"countTokens\",\"embedContent\",\"batchEmbedContents\"]},")
                .contains("\"name\":\"models/gpt-4o\",\"displayName\":\"gpt-4o\",\"inputTokenLimit\":128000,");
        assertThat(body("/v1/models?key=sk-all")).isEqualTo(gemini);
        assertThat(body("/v1beta/models", "authorization", "Bearer sk-all")).isEqualTo(gemini);
        assertThat(body("/gemini/v1beta/models", "x-goog-api-key", "sk-all")).isEqualTo(gemini);
    }

    @Test
    void has_only_what_the_key_may_use() throws Exception {
        assertThat(body("/v1/models", "authorization", "Bearer sk-few"))
                .contains("\"id\":\"gpt-4o\"")
                .doesNotContain("claude-x", "vendor/model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/gpt-4o", "/claude/v1/models", "/v1beta/models"})
    void is_for_nobody_without_a_key(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 401);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v1/models/gpt-4o,                   gpt-4o",
        "/v1/models/gpt%2D4o,                 gpt-4o",
        "/v1/models/vendor/model,             vendor/model",
        "/v1/models/any+thing:at@all-wild,    any+thing:at@all-wild",
    })
    void tells_of_one_model(String path, String id) throws Exception {
        assertThat(body(path, "authorization", "Bearer sk-all"))
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"fake\"}");
    }

    @Test
    void tells_of_one_model_in_every_shape() throws Exception {
        assertThat(body("/claude/v1/models/claude-x", "x-api-key", "sk-all"))
                .isEqualTo("{\"type\":\"model\",\"id\":\"claude-x\",\"display_name\":\"claude-x\","
                        + "\"created_at\":\"2026-01-01T00:00:00Z\",\"lifecycle\":\"active\"}");
        assertThat(body("/v1beta/models/gemini-x", "x-goog-api-key", "sk-all"))
                .startsWith("{\"name\":\"models/gemini-x\",");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v1/models/unknown,           model_not_found",
        "/claude/v1/models/unknown,    not_found_error",
        "/v1beta/models/unknown,       NOT_FOUND",
    })
    void does_not_know_what_no_channel_serves(String path, String part) throws Exception {
        HttpResponse<String> answer = get(path, "authorization", "Bearer sk-all");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains(part);
    }

    @Test
    void does_not_know_what_the_key_may_not_use() throws Exception {
        assertThat(get("/v1/models/claude-x", "authorization", "Bearer sk-few").statusCode())
                .isEqualTo(404);
    }
}
