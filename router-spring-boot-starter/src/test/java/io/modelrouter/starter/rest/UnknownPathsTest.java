package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A path that is no endpoint")
class UnknownPathsTest {
    private static RestGateway world;

    @BeforeAll
    static void start() {
        world = new RestGateway();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest(name = "{0} {1} with {2} is told as {3}")
    @CsvSource({
        "POST, /v1/audio/unknown, -, openai, 404",
        "POST, /v1/audio/unknown, anthropic-version, openai, 404",
        "GET, /v1/files, -, openai, 404",
        "GET, /v1/files, anthropic-version, claude, 404",
        "GET, /v1/batches, -, openai, 404",
        "POST, /v1/images, -, openai, 404",
        "GET, /v1/responses/resp_1/unknown, -, openai, 404",
        "GET, /v1/messages/batches, -, claude, 404",
        "GET, /claude/v1/x, -, claude, 404",
        "POST, /v1beta/x, -, gemini, 404",
        "POST, /v1beta/cachedContents, -, gemini, 404",
        "POST, /gemini/v1/x, -, gemini, 404",
        "GET, /v1/audio/speech, -, openai, 405",
        "GET, /v1/moderations, x-goog-api-key, openai, 405",
        "DELETE, /v1/responses/compact, -, openai, 405",
    })
    void isToldInItsPrefixsDialect(String method, String path, String header, String family, int status)
            throws Exception {
        String[] headers = header.equals("-") ? new String[0] : new String[] {header, "2023-06-01"};

        var answer = world.send(method, path, RestGateway.KEY, method.equals("POST") ? "{}" : null, headers);

        JsonNode body = JsonMapper.shared().readTree(answer.body());
        assertThat(answer.statusCode()).as(body.toString()).isEqualTo(status);
        switch (family) {
            case "openai" ->
                assertThat(body.path("error").path("type").asString()).isEqualTo("invalid_request_error");
            case "claude" -> {
                assertThat(body.path("type").asString()).isEqualTo("error");
                assertThat(body.path("error").path("type").asString()).isEqualTo("not_found_error");
            }
            default -> assertThat(body.path("error").path("status").asString()).isEqualTo("NOT_FOUND");
        }
    }
}
