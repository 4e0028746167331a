package io.modelrouter.starter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway on a real store, over HTTP, that is stopped and started again. */
@DisplayName("After a restart")
class StoreOverHttpTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AccountId PAYER = AccountId.token("payer");

    @TempDir
    Path directory;

    private static TestHost start(String... store) {
        String[] settings = new String[store.length + 3];
        System.arraycopy(store, 0, settings, 0, store.length);
        settings[store.length] = "model-router.tokens[3].name=payer";
        settings[store.length + 1] = "model-router.tokens[3].key=sk-payer";
        settings[store.length + 2] = "model-router.tokens[3].quota=1";
        return TestHost.start(FakeProvider.answering(FakeAnswer.json(200, Samples.CHAT_ANSWER)), settings);
    }

    private static void call(TestHost host, String key) throws Exception {
        HttpResponse<String> answer = host.http.send(
                HttpRequest.newBuilder(host.uri("/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(Samples.CHAT))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode usage(TestHost host, String key) throws Exception {
        HttpResponse<String> answer = host.http.send(
                HttpRequest.newBuilder(host.uri("/v1/usage"))
                        .header("authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String account(JsonNode usage, String member) {
        return usage.get("accounts")
                .get(0)
                .get(member)
                .decimalValue()
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A call costs 3 * 1 + 2 * 2 USD for a million tokens. */
    private static void assertKept(boolean tokensToo, String... store) throws Exception {
        String key = null;
        try (TestHost host = start(store)) {
            call(host, "sk-payer");
            assertThat(account(usage(host, "sk-payer"), "used")).isEqualTo("0.000007");
            host.bean(AccountAdmin.class)
                    .change(AccountChange.topUp("top-up-1", PAYER, 500_000_000, "operator", "a gift"));
            if (tokensToo) {
                Token.Builder token = Token.builder("made").accounts(PAYER);
                IssuedToken issued = host.bean(TokenAdmin.class).create(token.build());
                key = issued.key().reveal();
                call(host, key);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> usage(host, "sk-payer").get("today").isObject());
            }
        }
        try (TestHost host = start(store)) {
            assertThat(account(usage(host, "sk-payer"), "limit")).isEqualTo("1.5");
            assertThat(account(usage(host, "sk-payer"), "held")).isEqualTo("0");
            assertThat(account(usage(host, "sk-payer"), "used")).isEqualTo(tokensToo ? "0.000014" : "0.000007");
            if (key != null) {
                call(host, key);
                assertThat(account(usage(host, key), "used")).isEqualTo("0.000021");
                assertThat(usage(host, "sk-payer").get("today").get("calls").intValue())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void an_h2_file_has_kept_balances_tokens_and_records() throws Exception {
        assertKept(
                true,
                "model-router.store=jdbc",
                "model-router.jdbc.url=jdbc:h2:file:"
                        + directory.resolve("router").toAbsolutePath(),
                "model-router.jdbc.username=sa");
    }

    @Test
    void postgresql_has_kept_balances_tokens_and_records() throws Exception {
        assertKept(true, "model-router.store=jdbc", "model-router.jdbc.url=" + TestServers.postgres());
    }

    @Test
    void redis_has_kept_balances() throws Exception {
        assertKept(
                false,
                "model-router.store=redis",
                "model-router.redis.url=" + TestServers.redis(),
                "model-router.redis.key-prefix=" + TestServers.prefix());
    }
}
