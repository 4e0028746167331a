package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 6 of the architecture, "what a client sees", as far as it is decided before any upstream call. */
@DisplayName("What a client sees")
class ErrorAnswersTest {
    private static final String OPENAI = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String CLAUDE = "/claude/v1/messages";
    private static final String GEMINI = "/v1beta/models/MODEL:generateContent";

    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(200, Samples.CHAT_ANSWER)),
                "model-router.limits.max-request-body=4KB");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(host.uri(path)).timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return host.http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder call(String path, String model, String key) {
        String body = path.equals(GEMINI)
                ? Samples.GEMINI
                : path.equals(RESPONSES)
                        ? "{\"model\":\"" + model + "\",\"input\":\"hi\",\"max_output_tokens\":9}"
                        : Samples.CHAT.replace("gpt-4o", model);
        return to(path.replace("MODEL", model))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static void assertAnswer(HttpResponse<String> answer, int status, String part) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(part);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        assertThat(host.upstream.requests()).isEmpty();
        assertThat(host.held("all") + host.held("few") + host.held("poor")).isZero();
    }

    @ParameterizedTest(name = "{0} with {1} for {2}: {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // bad key
                OPENAI + "    | sk-wrong | gpt-4o   | 401 | \"code\":\"invalid_api_key\"",
                RESPONSES + " | sk-wrong | gpt-4o   | 401 | \"code\":\"invalid_api_key\"",
                CLAUDE + "    | sk-wrong | claude-x | 401 | \"type\":\"authentication_error\"",
                GEMINI + "    | sk-wrong | gemini-x | 400 | \"reason\":\"API_KEY_INVALID\"",
                // model unknown
                OPENAI + "    | sk-all   | nobody   | 404 | \"code\":\"model_not_found\"",
                RESPONSES + " | sk-all   | nobody   | 404 | \"code\":\"model_not_found\"",
                CLAUDE + "    | sk-all   | nobody   | 404 | \"type\":\"not_found_error\"",
                GEMINI + "    | sk-all   | nobody   | 404 | \"status\":\"NOT_FOUND\"",
                // model not permitted
                OPENAI + "    | sk-few   | claude-x | 403 | \"error\"",
                CLAUDE + "    | sk-few   | claude-x | 403 | \"type\":\"permission_error\"",
                GEMINI + "    | sk-few   | gemini-x | 403 | \"status\":\"PERMISSION_DENIED\"",
                // quota used up
                OPENAI + "    | sk-poor  | gpt-4o   | 402 | \"insufficient_quota\"",
                CLAUDE + "    | sk-poor  | claude-x | 402 | \"type\":\"billing_error\"",
                GEMINI + "    | sk-poor  | gemini-x | 429 | \"status\":\"RESOURCE_EXHAUSTED\"",
            })
    void is_the_error_of_its_own_dialect(String path, String key, String model, int status, String part)
            throws Exception {
        assertAnswer(send(call(path, model, key)), status, part);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                OPENAI + "    | {\"model\":\"gpt-4o\"                                | \"invalid_request_error\"",
                OPENAI + "    | {\"model\":\"gpt-4o\",\"model\":\"x\"}               | duplicate key",
                OPENAI + "    | {\"messages\":[]}                                    | \"param\":\"model\"",
                OPENAI + "    | {\"model\":\"gpt-4o\",\"messages\":\"hi\"}           | \"param\":\"messages\"",
                OPENAI + "    | []                                                   | must be a JSON object",
                OPENAI + "    | ``                                                   | \"invalid_request_error\"",
                RESPONSES + " | {\"model\":\"gpt-4o\"} trailing                      | \"invalid_request_error\"",
                CLAUDE
                        + "    | {\"model\":\"claude-x\"                              | \"type\":\"invalid_request_error\"",
                CLAUDE + "    | {\"model\":7}                                        | \"request_id\":\"",
                GEMINI + "    | {                                                    | \"status\":\"INVALID_ARGUMENT\"",
                GEMINI + "    | {\"contents\":{}}                                    | contents must be an array",
            })
    void is_400_for_a_body_that_is_no_request(String path, String body, String part) throws Exception {
        assertAnswer(
                send(to(path.replace("MODEL", "gemini-x"))
                        .header("authorization", "Bearer sk-all")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))),
                400,
                part);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        OPENAI + ", invalid_request_error",
        CLAUDE + ", request_too_large",
        "/v1beta/models/gemini-x:generateContent, INVALID_ARGUMENT",
    })
    @Tag("S5")
    void is_413_for_a_body_over_the_limit_whether_its_length_is_told_or_not(String path, String part) throws Exception {
        byte[] large = " ".repeat(4097).getBytes();
        for (HttpRequest.BodyPublisher body : new HttpRequest.BodyPublisher[] {
            BodyPublishers.ofByteArray(large),
            BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large))
        }) {
            HttpResponse<String> answer =
                    send(to(path).header("authorization", "Bearer sk-all").POST(body));
            assertThat(answer.statusCode()).isIn(413, 400);
            assertAnswer(answer, path.contains("gemini") ? answer.statusCode() : 413, part);
        }
    }

    @Test
    @Tag("S5")
    void is_no_error_for_a_body_at_the_limit() throws Exception {
        String padded = Samples.CHAT + " ".repeat(4096 - Samples.CHAT.length());

        HttpResponse<String> answer =
                send(to(OPENAI).header("authorization", "Bearer sk-wrong").POST(BodyPublishers.ofString(padded)));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "content-encoding, gzip",
        "content-encoding, br",
        "content-type, application/x-www-form-urlencoded",
        "content-type, multipart/form-data; boundary=x",
    })
    @Tag("R5.1")
    void is_415_for_compressed_bodies_and_forms(String header, String value) throws Exception {
        assertAnswer(
                send(to(OPENAI)
                        .header("authorization", "Bearer sk-all")
                        .header(header, value)
                        .POST(BodyPublishers.ofString(Samples.CHAT))),
                415,
                "unsupported_media_type");
    }

    @ParameterizedTest(name = "{0} {1} is told in {3}")
    @CsvSource({
        "POST, /v1/embeddings/x,                      404, invalid_request_error",
        "POST, /v1/messages/count_token,              404, not_found_error",
        "POST, /claude/v1/messages/batches,           404, not_found_error",
        "POST, /v1beta/models/gemini-x:countToken,    404, NOT_FOUND",
        "POST, /gemini/v1/models/gemini-x:embedText,  404, NOT_FOUND",
        "GET,  /gemini/anything,                      404, NOT_FOUND",
    })
    void is_404_that_names_the_path_where_there_is_no_endpoint(String method, String path, int status, String part)
            throws Exception {
        HttpResponse<String> answer = send(to(path).method(method, BodyPublishers.ofString("{}")));

        assertAnswer(answer, status, part);
        assertThat(answer.body()).contains(method + " " + path);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET,    /v1/chat/completions, POST",
        "DELETE, /claude/v1/messages,  POST",
        "POST,   /v1beta/models,       GET",
    })
    void is_405_with_the_methods_that_there_are(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = send(to(path).method(method, BodyPublishers.noBody()));

        assertAnswer(answer, 405, "error");
        assertThat(answer.headers().firstValue("allow")).contains(allowed);
    }

    @Test
    void is_the_clients_own_request_id_if_it_is_one() throws Exception {
        assertThat(send(call(OPENAI, "nobody", "sk-all").header("x-request-id", "mine-1"))
                        .headers()
                        .firstValue("x-request-id"))
                .contains("mine-1");
        assertThat(send(call(OPENAI, "nobody", "sk-all").header("x-request-id", "not mine!"))
                        .headers()
                        .firstValue("x-request-id")
                        .orElseThrow())
                .startsWith("call_");
        assertThat(send(call(CLAUDE, "nobody", "sk-all").header("x-request-id", "mine-2"))
                        .headers()
                        .firstValue("request-id"))
                .contains("mine-2");
    }

    @Test
    @Tag("R2.7")
    void is_508_for_a_call_that_came_through_too_many_routers() throws Exception {
        assertAnswer(send(call(OPENAI, "gpt-4o", "sk-all").header("x-router-hops", "4")), 508, "routers");
    }

    @Test
    void is_no_retry_where_a_retry_cannot_help() throws Exception {
        assertThat(send(call(OPENAI, "gpt-4o", "sk-wrong")).headers().firstValue("x-should-retry"))
                .contains("false");
    }
}
