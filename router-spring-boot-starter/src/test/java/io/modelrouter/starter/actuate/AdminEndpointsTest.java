package io.modelrouter.starter.actuate;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Over the actuator an administrator")
class AdminEndpointsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WHY = "\"reason\":\"test\",\"actor\":\"me\"";
    private static final String ACCOUNTS = "/actuator/modelrouteraccounts";
    private static final String TOKENS = "/actuator/modelroutertokens";
    private static final String CALLS = "/actuator/modelroutercalls";
    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(200, Samples.CHAT_ANSWER)),
                "management.endpoints.web.exposure.include=modelrouteraccounts,modelroutertokens,modelroutercalls",
                "management.endpoint.modelrouteraccounts.access=unrestricted",
                "management.endpoint.modelroutertokens.access=unrestricted",
                "model-router.store=jdbc",
                "model-router.jdbc.url=jdbc:h2:mem:admin;DB_CLOSE_DELAY=-1",
                "model-router.jdbc.username=sa",
                "model-router.accounts[0].id=team:search",
                "model-router.accounts[0].quota=5");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return host.http.send(
                HttpRequest.newBuilder(host.uri(path))
                        .header("content-type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode ok(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static int usageStatus(String key) throws Exception {
        return host.http
                .send(
                        HttpRequest.newBuilder(host.uri("/v1/usage"))
                                .header("authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private static void call(String key) throws Exception {
        HttpResponse<String> answer = host.http.send(
                HttpRequest.newBuilder(host.uri("/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(Samples.CHAT))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void reads_accounts() throws Exception {
        JsonNode page = ok("GET", ACCOUNTS + "?prefix=token:p", "").get("accounts");
        assertThat(page.size()).isEqualTo(1);
        assertThat(page.get(0).get("account").stringValue()).isEqualTo("token:poor");
        assertThat(page.get(0).get("limit").decimalValue()).isZero();

        JsonNode all = ok("GET", ACCOUNTS + "/token:all", "");
        assertThat(all.get("unlimited").booleanValue()).isTrue();
        assertThat(all.get("limit").isNull()).isTrue();
        assertThat(send("GET", ACCOUNTS + "/token:nobody", "").statusCode()).isEqualTo(404);
    }

    @Test
    void changes_an_account_and_finds_it_in_the_audit_once() throws Exception {
        String topUp = "{\"id\":\"order-1\",\"credits\":2.5," + WHY + "}";
        assertThat(ok("POST", ACCOUNTS + "/team:search/top-up", topUp)
                        .get("after")
                        .get("limit")
                        .decimalValue())
                .isEqualByComparingTo("7.5");
        ok("POST", ACCOUNTS + "/team:search/top-up", topUp);
        ok("POST", ACCOUNTS + "/team:search/correct", "{\"id\":\"refund-1\",\"credits\":1," + WHY + "}");
        ok("POST", ACCOUNTS + "/team:search/limit", "{\"id\":\"limit-1\",\"credits\":9," + WHY + "}");

        JsonNode team = ok("GET", ACCOUNTS + "/team:search", "");
        assertThat(team.get("limit").decimalValue()).isEqualByComparingTo("9");
        assertThat(team.get("used").decimalValue()).isEqualByComparingTo("1");
        JsonNode audit = ok("GET", ACCOUNTS + "/team:search/audit", "").get("audit");
        assertThat(audit.findValuesAsString("id")).startsWith("limit-1", "refund-1", "order-1");
        assertThat(audit.get(0).get("actor").stringValue()).isEqualTo("me");
        assertThat(audit.get(2).get("credits").decimalValue()).isEqualByComparingTo("2.5");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "top-up | {'credits':1,'reason':'r','actor':'a'}                 | 400 | say id",
                "top-up | {'id':'x1','credits':1,'actor':'a'}                    | 400 | say reason",
                "top-up | {'id':'x1','credits':1,'reason':'r'}                   | 400 | say actor",
                "top-up | {'id':'x1','reason':'r','actor':'a'}                   | 400 | say credits",
                "top-up | {'id':'x1','credits':-1,'reason':'r','actor':'a'}      | 400 | above 0",
                "limit  | {'id':'x1','credits':1,'unlimited':true,'reason':'r','actor':'a'} | 400 | either",
                "steal  | {'id':'x1','credits':1,'reason':'r','actor':'a'}       | 404 | no command",
            })
    void is_told_what_a_change_of_an_account_needs(String command, String body, int status, String reason)
            throws Exception {
        HttpResponse<String> answer = send("POST", ACCOUNTS + "/team:search/" + command, body.replace('\'', '"'));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(reason);
    }

    @Test
    @Tag("S6")
    void makes_a_token_whose_key_is_shown_once_and_rotates_switches_and_removes_it() throws Exception {
        JsonNode created = ok(
                "POST",
                TOKENS + "/new/create",
                "{\"id\":\"new-1\",\"quota\":3,\"models\":\"gpt-4o,gpt-5\",\"requestsPerMinute\":60," + WHY + "}");
        String key = created.get("key").stringValue();
        assertThat(usageStatus(key)).isEqualTo(200);
        assertThat(created.get("token").get("models").size()).isEqualTo(2);
        assertThat(send("GET", TOKENS, "").body()).contains("\"new\"").doesNotContain(key);
        assertThat(send("GET", TOKENS + "/new", "").body()).doesNotContain(key);

        String rotated =
                ok("POST", TOKENS + "/new/rotate", "{" + WHY + "}").get("key").stringValue();
        assertThat(usageStatus(key)).isEqualTo(401);
        assertThat(usageStatus(rotated)).isEqualTo(200);

        ok("POST", TOKENS + "/new/disable", "{" + WHY + "}");
        assertThat(usageStatus(rotated)).isEqualTo(401);
        ok("POST", TOKENS + "/new/enable", "{" + WHY + "}");
        assertThat(usageStatus(rotated)).isEqualTo(200);

        assertThat(send("DELETE", TOKENS + "/new", "").statusCode()).isEqualTo(400);
        ok("DELETE", TOKENS + "/new?reason=test&actor=me", "");
        assertThat(usageStatus(rotated)).isEqualTo(401);
        assertThat(send("GET", TOKENS + "/new", "").statusCode()).isEqualTo(404);

        JsonNode audit = ok("GET", TOKENS + "/new/audit", "").get("audit");
        assertThat(audit.valueStream().map(row -> row.get("kind").stringValue()))
                .containsExactly("removed", "updated", "updated", "rotated", "created");
        assertThat(audit.valueStream()).allSatisfy(row -> {
            assertThat(row.get("actor").stringValue()).isEqualTo("me");
            assertThat(row.get("reason").stringValue()).isEqualTo("test");
        });
        assertThat(audit.get(1).get("details").stringValue()).isEqualTo("enabled: false -> true");
        assertThat(audit.toString()).doesNotContain(key).doesNotContain(rotated);
        assertThat(ok("GET", TOKENS + "/new/audit?max=1", "").get("audit").size())
                .isOne();
        assertThat(send("GET", TOKENS + "/new/keys", "").statusCode()).isEqualTo(404);
    }

    @Test
    void sees_tokens_of_the_settings_and_does_not_change_them() throws Exception {
        assertThat(ok("GET", TOKENS + "/few", "").get("models").get(0).stringValue())
                .isEqualTo("gpt-4o");
        HttpResponse<String> refused = send("POST", TOKENS + "/few/disable", "{" + WHY + "}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("stands in the settings");
        assertThat(send("POST", TOKENS + "/few/create", "{\"unlimited\":true,\"id\":\"f\"," + WHY + "}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(send("POST", TOKENS + "/free/create", "{" + WHY + "}").body())
                .contains("say who pays");
    }

    @Test
    void reads_counts_and_exports_calls() throws Exception {
        call("sk-few");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ok("GET", CALLS + "?token=few", "").get("calls").size() == 1);

        JsonNode page = ok("GET", CALLS + "?token=few&from=2020-01-01T00:00:00Z&failed=false", "");
        assertThat(page.get("calls").get(0).get("requested_model").stringValue())
                .isEqualTo("gpt-4o");
        assertThat(page.get("next").isNull()).isTrue();
        assertThat(ok("GET", CALLS + "?token=few&to=2020-01-01T00:00:00Z", "")
                        .get("calls")
                        .size())
                .isZero();

        JsonNode daily = ok("GET", CALLS + "/daily?token=few&by=model", "");
        assertThat(daily.get(0).get("model").stringValue()).isEqualTo("gpt-4o");
        assertThat(daily.get(0).get("calls").intValue()).isEqualTo(1);

        HttpResponse<String> csv = send("GET", CALLS + "/csv?token=few", "");
        assertThat(csv.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body().lines().count()).isEqualTo(2);
        assertThat(ok("GET", CALLS + "/json?token=few", "").size()).isEqualTo(1);
        assertThat(send("GET", CALLS + "/csv?max=0", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", CALLS + "?token=a&account=b", "").body()).contains("either token or account");
    }
}
