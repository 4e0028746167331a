package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Asked for usage, the router")
class UsageEndpointTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static TestHost host;

    @BeforeAll
    static void start() throws Exception {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(200, Samples.CHAT_ANSWER)),
                "model-router.tokens[3].name=budgeted",
                "model-router.tokens[3].key=sk-budgeted",
                "model-router.tokens[3].quota=2",
                "model-router.tokens[3].budgets[0].window=day",
                "model-router.tokens[3].budgets[0].quota=0.5");
        for (String key : new String[] {"sk-budgeted", "sk-few", "sk-few"}) {
            HttpResponse<String> answer = host.http.send(
                    HttpRequest.newBuilder(host.uri("/v1/chat/completions"))
                            .header("authorization", "Bearer " + key)
                            .POST(BodyPublishers.ofString(Samples.CHAT))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        // Records are written after the answers.
        await().atMost(Duration.ofSeconds(20)).until(() -> calls("sk-few") == 2 && calls("sk-budgeted") == 1);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static int calls(String key) throws Exception {
        return usage("/v1/usage", key).path("today").path("calls").asInt(0);
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(host.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return host.http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode usage(String path, String key) throws Exception {
        HttpResponse<String> answer = get(path, "authorization", "Bearer " + key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void tells_what_an_account_may_spend_and_spent() throws Exception {
        assertThat(usage("/v1/usage", "sk-budgeted").get("accounts"))
                .isEqualTo(JSON.readTree("[{\"id\":\"token:budgeted\",\"unlimited\":false,\"limit\":2,"
                        + "\"balance\":1.999993,\"held\":0,\"used\":0.000007,\"overage\":0}]"));
    }

    @Test
    void says_unlimited_in_so_many_words() throws Exception {
        assertThat(usage("/v1/usage", "sk-all").get("accounts"))
                .isEqualTo(JSON.readTree("[{\"id\":\"token:all\",\"unlimited\":true,\"limit\":null,\"balance\":null,"
                        + "\"held\":0,\"used\":0,\"overage\":0}]"));
    }

    @Test
    void tells_how_a_budget_stands_and_until_when() throws Exception {
        JsonNode budget = usage("/v1/usage", "sk-budgeted").get("budgets").get(0);

        assertThat(budget.get("account").stringValue()).isEqualTo("token:budgeted");
        assertThat(budget.get("period").stringValue()).startsWith("day:20");
        assertThat(budget.get("unlimited").booleanValue()).isFalse();
        assertThat(budget.get("limit").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(budget.get("used").decimalValue()).isEqualByComparingTo("0.000007");
        assertThat(budget.get("until").stringValue()).endsWith("T00:00:00Z");
    }

    @Test
    @Tag("S6")
    void counts_the_calls_of_the_callers_own_token_alone() throws Exception {
        JsonNode today = usage("/v1/usage", "sk-few").get("today");

        assertThat(today.get("calls").intValue()).isEqualTo(2);
        assertThat(today.get("failures").intValue()).isZero();
        assertThat(today.get("prompt_tokens").intValue()).isEqualTo(6);
        assertThat(today.get("completion_tokens").intValue()).isEqualTo(4);
        assertThat(today.get("cost").decimalValue()).isEqualByComparingTo("0.000014");
        assertThat(usage("/v1/usage", "sk-poor").get("today").isNull()).isTrue();
    }

    @Test
    void tells_the_days_that_are_asked_for() throws Exception {
        JsonNode days = usage("/v1/usage?days=7", "sk-few").get("days");

        assertThat(days.size()).isEqualTo(1);
        assertThat(days.get(0).get("calls").intValue()).isEqualTo(2);
        assertThat(usage("/v1/usage?days=90", "sk-poor").get("days").size()).isZero();
        assertThat(usage("/v1/usage", "sk-few").has("days")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/usage", "/claude/v1/usage", "/v1beta/usage", "/gemini/v1beta/usage"})
    void answers_alike_below_every_vendors_path(String path) throws Exception {
        assertThat(usage(path, "sk-few")).isEqualTo(usage("/v1/usage", "sk-few"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/v1/usage, 401, invalid_api_key",
        "/claude/v1/usage, 401, authentication_error",
        "/v1beta/usage, 400, API_KEY_INVALID",
        "/gemini/v1/usage, 400, API_KEY_INVALID",
    })
    @Tag("S6")
    void refuses_who_has_no_key_in_the_dialect_of_the_path(String path, int status, String word) throws Exception {
        for (String[] headers : new String[][] {{}, {"x-api-key", "sk-nobody"}}) {
            HttpResponse<String> answer = get(path + "?days=0", headers);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(word).doesNotContain("token:");
        }
    }

    @ParameterizedTest(name = "{0}?days={1}")
    @CsvSource({
        "/v1/usage, 0, invalid_request_error",
        "/v1/usage, 91, invalid_request_error",
        "/claude/v1/usage, x, invalid_request_error",
        "/v1beta/usage, -1, INVALID_ARGUMENT",
    })
    void refuses_days_that_are_no_number_from_1_to_90(String path, String days, String word) throws Exception {
        HttpResponse<String> answer = get(path + "?days=" + days, "x-api-key", "sk-few");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(word).contains("from 1 to 90");
    }
}
