package io.modelrouter.starter.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountId;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over HTTP, in every dialect: the header that lets a client repeat a call whose answer it never got. */
@DisplayName("The header Idempotency-Key")
@Tag("R1.5")
class IdempotencyKeyTest {
    private static final String KEY = "sk-payer-0123456789";
    private static final AccountId PAYER = AccountId.token("payer");
    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static final CountDownLatch REACHED = new CountDownLatch(1);
    private static final CountDownLatch GO_ON = new CountDownLatch(1);
    private static LoopbackUpstream upstream;
    private static MoneyGateway gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        upstream = LoopbackUpstream.start(IdempotencyKeyTest::answer).forgetful();
        gateway = MoneyGateway.before(
                upstream,
                Map.of(
                        "model-router.tokens[0].name", "payer",
                        "model-router.tokens[0].key", KEY,
                        "model-router.tokens[0].quota", "100"));
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws Exception {
        GO_ON.countDown();
        gateway.close();
        upstream.close();
    }

    private static void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        SEEN.add(request.headers().toString());
        if (request.text().contains("wait for me")) {
            REACHED.countDown();
            try {
                GO_ON.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        wire.whole(
                200,
                Map.of("content-type", "application/json"),
                Told.dialect(request.target()).answer(false));
    }

    private static HttpRequest request(TinyDialect dialect, String words, String... keys) {
        String model = Told.model("m", dialect);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + Told.path(dialect, false, model)))
                .header("authorization", "Bearer " + KEY)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(Told.request(dialect, false, model, words)));
        for (String key : keys) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("gives the same answer again and charges once, and is told to no upstream")
    void again(TinyDialect dialect) throws Exception {
        String key = "again-" + dialect;
        SEEN.clear();
        HttpResponse<String> first = send(request(dialect, "word", key));
        long used = gateway.balance(PAYER).used();

        HttpResponse<String> again = send(request(dialect, "word", key));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("idempotent-replayed")).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("content-type"))
                .isEqualTo(first.headers().firstValue("content-type"));
        assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(again.headers().firstValue("x-request-id"))
                .isPresent()
                .isNotEqualTo(first.headers().firstValue("x-request-id"));
        assertThat(gateway.balance(PAYER).used()).isEqualTo(used);
        assertThat(gateway.balance(PAYER).held()).isZero();
        assertThat(SEEN).hasSize(1);
        assertThat(SEEN.peek().toLowerCase(Locale.ROOT))
                .doesNotContain("idempotency")
                .doesNotContain(key);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is refused with another request, in the caller's dialect")
    void reused(TinyDialect dialect) throws Exception {
        String key = "reused-" + dialect;
        send(request(dialect, "word", key));

        HttpResponse<String> refused = send(request(dialect, "other", key));

        boolean gemini = dialect == TinyDialect.GEMINI;
        assertThat(refused.statusCode()).isEqualTo(gemini ? 400 : 422);
        assertThat(refused.body())
                .contains("Idempotency-Key")
                .contains(gemini ? "FAILED_PRECONDITION" : "invalid_request_error");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    @DisplayName("is refused while its first call runs, with a Retry-After, and gives its answer afterwards")
    void running() throws Exception {
        HttpRequest slow = request(TinyDialect.CHAT, "wait for me", "running");
        var first = client.sendAsync(slow, BodyHandlers.ofString());
        assertThat(REACHED.await(20, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> refused = send(slow);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("Idempotency-Key").contains("\"idempotency_key_in_use\"");
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.headers().firstValue("x-should-retry")).isEmpty();
        GO_ON.countDown();
        HttpResponse<String> answered = first.get(20, TimeUnit.SECONDS);
        assertThat(send(slow).body()).isEqualTo(answered.body());
    }

    @Test
    @DisplayName("is never ignored: a malformed one is an error that names it")
    void malformed() throws Exception {
        for (String[] keys : new String[][] {{"k".repeat(256)}, {"two words"}, {"one", "two"}, {""}}) {
            HttpResponse<String> refused = send(request(TinyDialect.CHAT, "word", keys));

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("the header Idempotency-Key").doesNotContain("kkkk");
        }
    }
}
