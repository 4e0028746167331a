package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A call with an idempotency key")
@Tag("R1.5")
class IdempotencyTest {
    private static final long COST = 20_000;
    private static final ClaudeMessagesRequest WHOLE = RouterFixture.claude(false);
    private static final ClaudeMessagesRequest STREAM = RouterFixture.claude(true);
    private static final ClaudeMessagesRequest OTHER = WHOLE.with("max_tokens", RawJson.of(500));

    private final ShakyLedger ledger = new ShakyLedger(new InMemoryQuotaLedger(System::nanoTime));
    private final Deque<ReplayProvider.Answer> failures = new ArrayDeque<>();
    private final ReplayProvider upstream = new ReplayProvider(
            "a",
            request -> !failures.isEmpty()
                    ? failures.poll()
                    : request.stream() ? ClaudeAnswers.stream(ClaudeAnswers.STREAM) : ClaudeAnswers.whole());
    private final List<RouterFixture> nodes = new ArrayList<>();
    private final RouterFixture node = node(32L << 20);

    private RouterFixture node(long memory) {
        return node(memory, ledger.line);
    }

    private RouterFixture node(long memory, QuotaLedger line) {
        ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000L));
        RouterFixture made = RouterFixture.with(
                builder -> builder.ledger(line)
                        .settings(RouterSettings.builder()
                                .idempotencyMemory(memory)
                                .build()),
                upstream);
        nodes.add(made);
        return made;
    }

    @AfterEach
    void close() {
        nodes.forEach(RouterFixture::close);
    }

    private static CallContext context(String key) {
        return CallContext.builder()
                .key(Secret.of(RouterFixture.KEY))
                .idempotencyKey(key)
                .build();
    }

    private static WireAnswer open(RouterFixture node, RouterRequest request, String key) {
        return node.router.newCall(request, context(key)).wire();
    }

    private static String read(WireAnswer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (answer) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RouterException refusal(RouterFixture node, RouterRequest request, String key) {
        return catchThrowableOfType(RouterException.class, () -> open(node, request, key));
    }

    private AccountBalance balance() {
        return ledger.behind.balance(RouterFixture.ACCOUNT).orElseThrow();
    }

    private static ReservationId hold(String key, int number) {
        return IdempotencyKey.of(key, "team", WHOLE).reservation(number);
    }

    @Test
    void isAnsweredOnceMoreWithTheSameBytesAndNotChargedAgain() {
        String first = read(open(node, WHOLE, "order-1"));
        WireAnswer again = open(node, WHOLE, "order-1");

        assertThat(again.headers().first("idempotent-replayed")).contains("true");
        assertThat(again.headers().first("content-type")).contains("application/json");
        assertThat(again.headers().first("x-request-id")).contains(node.record().id());
        assertThat(read(again)).isEqualTo(first);
        assertThat(upstream.requests).hasSize(1);
        assertThat(balance().used()).isEqualTo(COST);
        assertThat(node.records.get(1).costNanos()).hasValue(0);
        assertThat(node.records.get(1).attributes())
                .isEqualTo(Map.of("idempotent_replay_of", node.records.get(0).id()));
        assertThat(node.records.get(1).settlement()).isNull();
    }

    @Test
    void hasAHoldOfItsKeysHashInWhichNobodySeesTheKey() {
        read(open(node, WHOLE, "order-1"));

        assertThat(ledger.behind.state(hold("order-1", 0))).contains(ReservationState.CONFIRMED);
        assertThat(hold("order-1", 0).value())
                .matches("key_[A-Za-z0-9_-]{43}_0")
                .doesNotContain("order");
        assertThat(IdempotencyKey.of("order-1", "other", WHOLE).hash())
                .isNotEqualTo(IdempotencyKey.of("order-1", "team", WHOLE).hash());
    }

    @Test
    void isRefusedOnAnotherNodeWhenItWasCharged() {
        read(open(node, WHOLE, "order-1"));

        RouterException refused = refusal(node(1 << 20), WHOLE, "order-1");

        assertThat(refused.code()).isEqualTo(RouterErrorCode.CONFLICT);
        assertThat(refused).hasMessageContaining("Idempotency-Key").hasMessageContaining("charged");
        assertThat(refused.retryAfter()).isEmpty();
        assertThat(upstream.requests).hasSize(1);
        assertThat(balance().used()).isEqualTo(COST);
        assertThat(balance().held()).isZero();
    }

    @Test
    void isRefusedWhereItsAnswerIsNotKept() {
        read(open(node, STREAM, "streamed"));
        assertThat(refusal(node, STREAM, "streamed").code()).isEqualTo(RouterErrorCode.CONFLICT);

        node.router.newCall(WHOLE, context("in-process")).execute();
        assertThat(catchThrowableOfType(
                                RouterException.class,
                                () -> node.router
                                        .newCall(WHOLE, context("in-process"))
                                        .execute())
                        .code())
                .isEqualTo(RouterErrorCode.CONFLICT);

        RouterFixture forgetful = node(0);
        read(open(forgetful, WHOLE, "forgotten"));
        assertThat(refusal(forgetful, WHOLE, "forgotten").code()).isEqualTo(RouterErrorCode.CONFLICT);
        assertThat(balance().used()).isEqualTo(3 * COST);
    }

    @Test
    void isRefusedWhileItRunsOnAnyNode() {
        WireAnswer running = open(node, STREAM, "order-1");

        for (RouterFixture asked : List.of(node, node(1 << 20))) {
            RouterException refused = refusal(asked, STREAM, "order-1");
            assertThat(refused.code()).isEqualTo(RouterErrorCode.IDEMPOTENCY_KEY_IN_USE);
            assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
        }
        read(running);
        assertThat(refusal(node, STREAM, "order-1").code()).isEqualTo(RouterErrorCode.CONFLICT);
        assertThat(balance().used()).isEqualTo(COST);
        assertThat(upstream.requests).hasSize(1);
    }

    @Test
    void mayBeRepeatedWithAnyRequestWhereNothingWasCharged() {
        RouterFixture other = node(1 << 20);
        for (int i = 0; i < 5; i++) {
            failures.add(ClaudeAnswers.error(400, "invalid_request_error"));
            RouterFixture asked = i % 2 == 0 ? node : other;
            assertThat(refusal(asked, i < 3 ? WHOLE : OTHER, "order-1").code())
                    .isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
        }

        assertThat(read(open(node, OTHER, "order-1"))).isEqualTo(ClaudeAnswers.WHOLE);
        assertThat(ledger.behind.state(hold("order-1", 4))).contains(ReservationState.RELEASED);
        assertThat(ledger.behind.state(hold("order-1", 5))).contains(ReservationState.CONFIRMED);
        assertThat(refusal(other, WHOLE, "order-1").code()).isEqualTo(RouterErrorCode.CONFLICT);
        assertThat(balance().used()).isEqualTo(COST);
        assertThat(balance().held()).isZero();
    }

    @Test
    void isRefusedWithAnotherRequest() {
        read(open(node, WHOLE, "order-1"));

        for (RouterRequest another : List.of(OTHER, STREAM)) {
            RouterException refused = refusal(node, another, "order-1");
            assertThat(refused.code()).isEqualTo(RouterErrorCode.IDEMPOTENCY_KEY_REUSED);
            assertThat(refused).hasMessageContaining("Idempotency-Key");
        }
        assertThat(upstream.requests).hasSize(1);
    }

    @Test
    void isAnotherCallForAnotherCaller() {
        read(open(node, WHOLE, "order-1"));
        AccountId theirs = AccountId.token("neighbour");
        ledger.behind.setLimit(theirs, QuotaLimit.UNLIMITED);
        CallContext neighbour = CallContext.builder()
                .caller(Token.builder("neighbour").build())
                .idempotencyKey("order-1")
                .build();

        WireAnswer answer = node.router.newCall(WHOLE, neighbour).wire();

        assertThat(answer.headers().first("idempotent-replayed")).isEmpty();
        assertThat(ledger.behind.balance(theirs).orElseThrow().used()).isEqualTo(COST);
        assertThat(upstream.requests).hasSize(2);
    }

    @Test
    void isToldToNoUpstream() {
        read(open(node, WHOLE, "order-1"));

        assertThat(upstream.requests.get(0).headers().toString().toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("idempotency")
                .doesNotContain("order-1");
    }

    @Test
    void findsItsOwnHoldWhoseAnswerWasLost() {
        ledger.lose("reserve", 2);

        assertThat(read(open(node, WHOLE, "order-1"))).isEqualTo(ClaudeAnswers.WHOLE);
        assertThat(balance().held()).isZero();
    }

    @Test
    @Tag("R1.6")
    void neverReleasesTheHoldOfAnotherCallWhereItsOwnFateIsUnclear() {
        RouterFixture other = node(1 << 20);
        WireAnswer running = open(node, STREAM, "order-1");
        ledger.lose("reserve", 3);
        assertThat(refusal(other, STREAM, "order-1").code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);

        other.close();

        assertThat(ledger.behind.state(hold("order-1", 0))).contains(ReservationState.HELD);
        read(running);
        assertThat(balance().used()).isEqualTo(COST);
        assertThat(balance().held()).isZero();
    }

    @Test
    @Tag("R1.6")
    void givesBackItsOwnHoldWhoseFateWasUnclear() {
        RouterFixture other = node(1 << 20);
        ledger.lose("reserve", 3);
        assertThat(refusal(other, WHOLE, "order-1").code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
        assertThat(balance().held()).isPositive();

        other.close();

        assertThat(balance().held()).isZero();
        assertThat(read(open(node, WHOLE, "order-1"))).isEqualTo(ClaudeAnswers.WHOLE);
    }

    @Test
    void isRefusedWhereTheHoldOfTheFirstHasExpired() {
        ledger.behind.reserve(hold("expired", 0), List.of(RouterFixture.ACCOUNT), 1, Duration.ZERO);
        ledger.behind.expireDue(10);

        assertThat(refusal(node, WHOLE, "expired"))
                .hasMessageContaining("not known what became of it")
                .extracting(RouterException::code)
                .isEqualTo(RouterErrorCode.CONFLICT);
        assertThat(upstream.requests).isEmpty();
    }

    @Test
    void isRefusedOnEveryRepetitionThatALedgerWithoutStateIsAskedFor() {
        RouterFixture silent = node(1 << 20, withoutState());
        failures.add(ClaudeAnswers.error(400, "invalid_request_error"));
        refusal(silent, WHOLE, "released");
        String charged = read(open(silent, WHOLE, "charged"));
        WireAnswer running = open(silent, STREAM, "running");
        RouterFixture other = node(1 << 20, withoutState());

        for (RouterException refused : List.of(
                refusal(silent, WHOLE, "released"),
                refusal(other, WHOLE, "released"),
                refusal(other, WHOLE, "charged"),
                refusal(other, STREAM, "running"))) {
            assertThat(refused.code()).isEqualTo(RouterErrorCode.CONFLICT);
            assertThat(refused).hasMessageContaining("not known what became of it");
        }
        assertThat(refusal(silent, STREAM, "running").code())
                .as("on the node that runs it")
                .isEqualTo(RouterErrorCode.IDEMPOTENCY_KEY_IN_USE);

        assertThat(upstream.requests).hasSize(3);
        assertThat(read(open(silent, WHOLE, "charged"))).isEqualTo(charged);
        read(running);
        assertThat(balance().used()).isEqualTo(2 * COST);
        assertThat(balance().held()).isZero();
    }

    /** It has the interface's own {@code state}. */
    private QuotaLedger withoutState() {
        return (QuotaLedger) Proxy.newProxyInstance(
                IdempotencyTest.class.getClassLoader(),
                new Class<?>[] {QuotaLedger.class},
                (proxy, method, arguments) -> method.isDefault()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : method.invoke(ledger.behind, arguments));
    }

    @Test
    void mayComeToNothing256Times() {
        RouterFixture other = node(1 << 20);
        for (int i = 0; i < 256; i++) {
            failures.add(ClaudeAnswers.error(400, "invalid_request_error"));
            assertThat(refusal(i % 2 == 0 ? node : other, WHOLE, "order-1").code())
                    .as("call %s", i)
                    .isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
        }

        for (RouterFixture asked : List.of(node, other)) {
            RouterException refused = refusal(asked, WHOLE, "order-1");
            assertThat(refused.code()).isEqualTo(RouterErrorCode.CONFLICT);
            assertThat(refused).hasMessageContaining("256 times").hasMessageContaining("new key");
        }

        assertThat(upstream.requests).hasSize(256);
        assertThat(ledger.behind.state(hold("order-1", 255))).contains(ReservationState.RELEASED);
        assertThat(ledger.behind.state(hold("order-1", 256))).isEmpty();
        assertThat(balance().used()).isZero();
        assertThat(balance().held()).isZero();
        assertThat(read(open(node, WHOLE, "order-2"))).isEqualTo(ClaudeAnswers.WHOLE);
    }

    @Test
    void hasAKeyOf1To255VisibleCharacters() {
        CallContext.builder().idempotencyKey("k".repeat(255)).build();
        for (String bad : List.of("", "k".repeat(256), "a b", "a\n", "\u00e9")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CallContext.builder().idempotencyKey(bad))
                    .withMessageContaining("1 to 255");
        }
    }

    @Test
    void isOneOfManyWhenModelsAreCompared() {
        assertThat(node.router.compare(WHOLE, List.of("claude-x", "claude-y"), context("order-1")))
                .allSatisfy(compared -> assertThat(compared.failure()).isNull());
    }
}
