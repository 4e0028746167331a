package io.modelrouter.starter.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.money.SettlementRow.Expected;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of the table "What is charged" over real HTTP, in all client dialects, streamed and not. Each cell has a token and
 * an account of its own; all cells run side by side, then each is looked at.
 */
@DisplayName("What is charged for")
class SettlementTableTest {
    private static final Path TABLE = Path.of("target", "settlement-table.txt");
    private static final int AT_A_TIME = 24;
    private static final long LIMIT = 1_000_000_000;

    private static final Map<String, SettlementCell> CELLS = new LinkedHashMap<>();
    private static final Map<String, List<CallRecord>> RECORDS = new HashMap<>();
    private static final Map<String, AccountBalance> BALANCES = new HashMap<>();
    private static final List<String> LINES = new ArrayList<>();

    @BeforeAll
    static void run() throws Exception {
        for (SettlementRow row : SettlementRow.values()) {
            for (TinyDialect dialect : TinyDialect.values()) {
                for (boolean stream : new boolean[] {false, true}) {
                    if (row.isFor(dialect, stream)) {
                        SettlementCell cell = new SettlementCell(row, dialect, stream, CELLS.size());
                        CELLS.put(cell.id, cell);
                    }
                }
            }
        }
        run(false);
        run(true);
    }

    /** Runs the cells that need the option, or those that do not. */
    private static void run(boolean free) throws Exception {
        List<SettlementCell> cells = CELLS.values().stream()
                .filter(cell -> cell.row.isFree() == free)
                .toList();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model-router.charge-failed-prompts", !free);
        for (int i = 0; i < cells.size(); i++) {
            settings.put("model-router.tokens[" + i + "].name", cells.get(i).id);
            settings.put("model-router.tokens[" + i + "].key", cells.get(i).key());
            settings.put("model-router.tokens[" + i + "].quota", "1");
        }
        ExecutorService runners = Executors.newFixedThreadPool(AT_A_TIME);
        try (LoopbackUpstream upstream = LoopbackUpstream.start(
                        (request, wire) -> cell(request.text()).answer(request, wire));
                MoneyGateway gateway = MoneyGateway.before(upstream, settings)) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (SettlementCell cell : cells) {
                calls.add(() -> {
                    try {
                        cell.call(gateway.port());
                    } catch (IOException e) {
                        cell.trouble = e.toString();
                    }
                    return null;
                });
            }
            for (Future<Void> call : runners.invokeAll(calls)) {
                call.get();
            }
            for (CallRecord record : gateway.calls().records()) {
                RECORDS.computeIfAbsent(record.token(), token -> new ArrayList<>())
                        .add(record);
            }
            cells.forEach(cell -> BALANCES.put(cell.id, gateway.balance(AccountId.token(cell.id))));
        } finally {
            runners.shutdownNow();
        }
    }

    private static SettlementCell cell(String request) {
        return CELLS.values().stream()
                .filter(cell -> request.contains("\"" + cell.id + "\""))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(SettlementRow.class)
    @Tag("R1.2")
    @Tag("R1.7")
    @Tag("R1.13")
    @Tag("R1.14")
    @Tag("R1.15")
    void isWhatTheTableSays(SettlementRow row) {
        List<String> deviations = new ArrayList<>();
        for (SettlementCell cell : CELLS.values()) {
            if (cell.row == row) {
                try {
                    LINES.add(check(cell));
                } catch (AssertionError e) {
                    LINES.add(cell + " DEVIATES");
                    deviations.add(cell + ": " + e.getMessage().strip());
                }
            }
        }
        assertThat(deviations).as("cells that deviate from the table").isEmpty();
    }

    private static String check(SettlementCell cell) {
        Expected expected = cell.row.expected(cell.dialect, cell.stream);
        assertThat(cell.trouble).as("trouble").isEmpty();
        assertThat(RECORDS.get(cell.id)).as("records").hasSize(1);
        CallRecord record = RECORDS.get(cell.id).get(0);
        AccountBalance balance = BALANCES.get(cell.id);
        Expected seen = new Expected(
                record.settlement(),
                record.source(),
                record.usage().input(),
                record.usage().cacheRead(),
                record.usage().output(),
                record.costNanos().orElse(-1),
                record.usageSuspect());
        assertThat(seen).isEqualTo(expected);
        assertThat(balance.used()).as("used").isEqualTo(expected.nanos());
        assertThat(balance.held()).as("held").isZero();
        assertThat(balance.overage()).as("overage").isZero();
        assertThat(balance.available()).as("available").hasValue(LIMIT - expected.nanos());
        checkAnswer(cell, record);
        return String.join(
                " | ",
                cell.row.words,
                cell.dialect.toString(),
                cell.stream ? "stream" : "whole",
                "HTTP " + record.status(),
                String.valueOf(record.error()),
                "attempts " + cell.attempts(),
                expected.settlement().toString(),
                expected.source() + (expected.suspect() ? ", suspect" : ""),
                expected.input() + "+" + expected.cacheRead() + " in, " + expected.output() + " out",
                expected.nanos() + " nano-credits",
                "used " + balance.used() + ", held " + balance.held());
    }

    private static void checkAnswer(SettlementCell cell, CallRecord record) {
        switch (cell.row) {
            case NO_2XX:
            case FAILED_BEFORE:
            case FAILED_BEFORE_FREE:
                assertThat(record.error()).as("error").isNotNull();
                assertThat(record.status()).as("status").isGreaterThanOrEqualTo(500);
                assertThat(cell.answer).startsWith("HTTP/1.1 " + record.status());
                break;
            case GONE_BEFORE:
            case GONE_BEFORE_FREE:
            case FAILED_AFTER:
            case GONE_AFTER:
                assertThat(record.error()).as("error").isNotNull();
                break;
            case REPORTED_THEN_GONE:
            case REPORTED_THEN_FAILED:
                break;
            case UNASKED:
                assertThat(cell.asked).contains("\"include_usage\":true");
                assertThat(cell.answer).contains("[DONE]").doesNotContain("usage");
                break;
            case SECOND_ATTEMPT:
            case SECOND_AFTER_PREAMBLE:
                assertThat(cell.attempts()).as("attempts").isEqualTo(2);
                assertThat(record.failures()).as("failures").hasSize(1);
                assertThat(record.channel()).endsWith("-second");
                assertSucceeded(cell, record);
                break;
            default:
                assertSucceeded(cell, record);
        }
    }

    private static void assertSucceeded(SettlementCell cell, CallRecord record) {
        assertThat(record.error()).isNull();
        assertThat(record.status()).isEqualTo(200);
        assertThat(cell.answer).startsWith("HTTP/1.1 200").contains("hello");
    }

    @AfterAll
    static void printTheTable() throws IOException {
        LINES.add(
                0,
                "outcome | client | answer | status | error | attempts | settlement | source | tokens | charge | account");
        Files.createDirectories(TABLE.getParent());
        Files.write(TABLE, LINES);
        LINES.forEach(System.out::println);
    }
}
