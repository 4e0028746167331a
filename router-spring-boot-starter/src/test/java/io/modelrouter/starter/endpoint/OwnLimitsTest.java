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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A caller over a limit of its own is told when to come again")
class OwnLimitsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String CLAUDE = "/v1/messages";
    private static final String GEMINI = "/v1beta/models/gemini-x:generateContent";
    private static final String RESPONSES = "/v1/responses";
    private static final List<String> PATHS = List.of(CHAT, RESPONSES, CLAUDE, GEMINI);

    private static HttpResponse<String> call(TestHost host, String path, String key) throws Exception {
        String body = path.equals(GEMINI)
                ? Samples.GEMINI
                : path.equals(RESPONSES)
                        ? "{\"model\":\"gpt-4o\",\"input\":\"hi\",\"max_output_tokens\":9}"
                        : Samples.CHAT;
        return host.http.send(
                HttpRequest.newBuilder(host.uri(path))
                        .header("authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static TestHost start(String answer, String... settings) {
        return TestHost.start(FakeProvider.answering(FakeAnswer.json(200, answer)), settings);
    }

    private static void assertRetryAfter(HttpResponse<String> answer, String path, int status) {
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0))
                .as(path)
                .isPositive();
        if (path.equals(GEMINI)) {
            assertThat(answer.body()).contains("type.googleapis.com/google.rpc.RetryInfo", "\"retryDelay\"");
        }
    }

    @Test
    void of_requests_or_tokens_in_a_minute() throws Exception {
        try (TestHost host = start(
                Samples.CHAT_ANSWER,
                "model-router.tokens[3].name=rare",
                "model-router.tokens[3].key=sk-rare",
                "model-router.tokens[3].unlimited=true",
                "model-router.tokens[3].requests-per-minute=1",
                "model-router.tokens[4].name=brief",
                "model-router.tokens[4].key=sk-brief",
                "model-router.tokens[4].unlimited=true",
                "model-router.tokens[4].tokens-per-minute=5")) {
            for (String key : List.of("sk-rare", "sk-brief")) {
                assertThat(call(host, CHAT, key).statusCode()).isEqualTo(200);
                for (String path : PATHS) {
                    assertRetryAfter(call(host, path, key), path, 429);
                }
            }
        }
    }

    /** 200,000 tokens cost 0.4, the whole budget. */
    @Test
    void of_a_budget_that_is_used_up() throws Exception {
        String expensive = Samples.CHAT_ANSWER
                .replace("\"completion_tokens\":2", "\"completion_tokens\":200000")
                .replace("\"total_tokens\":5", "\"total_tokens\":200003");
        try (TestHost host = start(
                expensive,
                "model-router.tokens[3].name=daily",
                "model-router.tokens[3].key=sk-daily",
                "model-router.tokens[3].quota=10",
                "model-router.tokens[3].budgets[0].window=day",
                "model-router.tokens[3].budgets[0].quota=0.4")) {
            assertThat(call(host, CHAT, "sk-daily").statusCode()).isEqualTo(200);
            for (String path : PATHS) {
                HttpResponse<String> answer = call(host, path, "sk-daily");
                assertRetryAfter(answer, path, path.equals(GEMINI) ? 429 : 402);
                assertThat(answer.headers().firstValue("x-should-retry"))
                        .as(path)
                        .contains("false");
            }
        }
    }

    @Test
    void of_bad_keys_from_one_address() throws Exception {
        try (TestHost host = start(Samples.CHAT_ANSWER, "model-router.auth.max-failures-per-minute=2")) {
            for (int i = 0; i < 2; i++) {
                assertThat(call(host, CHAT, "sk-guess-" + i).statusCode()).isEqualTo(401);
            }
            for (String path : PATHS) {
                assertRetryAfter(call(host, path, "sk-guess"), path, 429);
            }
        }
    }
}
