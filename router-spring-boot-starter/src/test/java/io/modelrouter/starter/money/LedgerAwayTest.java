package io.modelrouter.starter.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.starter.load.RawCaller;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real calls while the ledger comes and goes, by {@code -Dmodelrouter.seed}; half of what it does not answer it has done. */
@DisplayName("A ledger that is away for a while")
class LedgerAwayTest {
    private static final long SEED = Long.getLong("modelrouter.seed", 20_261_121);
    private static final int CALLS = 400;
    private static final int AT_A_TIME = 16;
    private static final AccountId PAYER = AccountId.token("payer");
    private static final String KEY = "sk-payer-0123456789";
    /** As {@link SettlementRow} works it out: 10 tokens in, 5 out. */
    private static final long COST = 9_415;

    /** How a client is told, by its dialect. */
    private static final Map<TinyDialect, String> WORDS = new EnumMap<>(Map.of(
            TinyDialect.CHAT, "\"type\":\"",
            TinyDialect.RESPONSES, "\"type\":\"",
            TinyDialect.CLAUDE, "\"type\":\"error\"",
            TinyDialect.GEMINI, "\"status\":\"UNAVAILABLE\""));

    private final AwayLedger ledger = new AwayLedger(new InMemoryQuotaLedger(System::nanoTime), SEED, 40, 40);
    /** As a store keeps them: one for each call, the last words of it. */
    private final Map<String, CallRecord> log = new ConcurrentHashMap<>();

    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

    private static void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire)
            throws java.io.IOException {
        TinyDialect dialect = Told.dialect(request.target());
        boolean stream = request.target().contains(":stream") || request.text().contains("\"stream\":true");
        if (stream) {
            wire.begin(200, Map.of("content-type", "text/event-stream"));
            wire.write(dialect.answer(true));
            wire.end();
        } else {
            wire.whole(200, Map.of("content-type", "application/json"), dialect.answer(false));
        }
    }

    private void call(int number, int port) throws java.io.IOException {
        SplittableRandom random = new SplittableRandom(SEED ^ number);
        TinyDialect dialect = TinyDialect.values()[random.nextInt(4)];
        boolean stream = random.nextBoolean();
        String model = Told.model("m", dialect);
        byte[] body = Told.request(dialect, stream, model, "word");
        try (RawCaller caller = new RawCaller(port).ask(Told.path(dialect, stream, model), KEY, body)) {
            String answer = caller.readAll();
            if (answer.startsWith("HTTP/1.1 200")) {
                assertThat(answer).contains("hello");
                assertThat(answer).as("a whole answer").doesNotContain("\"error\":{");
            } else {
                assertThat(answer)
                        .startsWith("HTTP/1.1 503")
                        .contains(WORDS.get(dialect))
                        .contains("\"error\"");
                assertThat(answer.toLowerCase(Locale.ROOT)).contains("\r\nretry-after: 1\r\n");
                refusals.add(dialect.toString());
            }
        }
    }

    @Test
    @Tag("R1.5")
    @Tag("R1.6")
    @Tag("R1.7")
    @Tag("R1.10")
    void refuses_calls_charges_nothing_twice_and_adds_up_when_it_is_back() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
        List<CallRecord> told;
        try (LoopbackUpstream upstream =
                LoopbackUpstream.start(LedgerAwayTest::answer).forgetful()) {
            Map<String, Object> settings = Map.of(
                    "model-router.tokens[0].name", "payer",
                    "model-router.tokens[0].key", KEY,
                    "model-router.tokens[0].quota", "100");
            MoneyGateway.Books books = new MoneyGateway.Books(ledger, record -> log.put(record.id(), record));
            try (MoneyGateway gateway = MoneyGateway.before(upstream, books, settings)) {
                List<Callable<Void>> calls = new ArrayList<>();
                for (int i = 0; i < CALLS; i++) {
                    int number = i;
                    calls.add(() -> {
                        call(number, gateway.port());
                        return null;
                    });
                }
                for (Future<Void> call : clients.invokeAll(calls)) {
                    call.get();
                }
                told = gateway.calls().records();
                ledger.comeBack();
            }
        } finally {
            clients.shutdownNow();
        }
        check(told);
    }

    private void check(List<CallRecord> told) {
        assertThat(told).hasSize(CALLS);
        assertThat(log).hasSize(CALLS);
        long served = log.values().stream().filter(CallRecord::succeeded).count();
        long rewritten = told.stream()
                .filter(record -> record.succeeded() && record.settlement() == null)
                .count();
        AccountBalance balance = ledger.balance(PAYER).orElseThrow();
        System.out.printf(
                "seed %d: %d calls, %d served, %d refused with 503; %d ledger operations refused, %d done unanswered;"
                        + " %d records rewritten; used %d%n",
                SEED, CALLS, served, refusals.size(), ledger.refused(), ledger.lost(), rewritten, balance.used());
        assertThat(served + refusals.size()).isEqualTo(CALLS);
        assertThat(refusals).as("refused").isNotEmpty().contains("CHAT", "CLAUDE", "GEMINI", "RESPONSES");
        assertThat(rewritten).as("records that waited for the ledger").isPositive();
        assertThat(log.values()).allSatisfy(record -> {
            if (record.succeeded()) {
                assertThat(record.settlement()).as("settlement").isNotNull();
                assertThat(record.costNanos()).hasValue(COST);
            } else {
                assertThat(record.error()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
                assertThat(record.costNanos()).hasValue(0);
            }
        });
        assertThat(balance.held()).as("held").isZero();
        assertThat(balance.used()).as("used").isEqualTo(served * COST);
        assertThat(balance.overage()).isZero();
    }
}
