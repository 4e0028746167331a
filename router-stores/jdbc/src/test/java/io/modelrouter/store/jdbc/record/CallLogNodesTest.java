package io.modelrouter.store.jdbc.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.LatencyScale;
import io.modelrouter.quota.AccountId;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.TestDatabases;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Records of several nodes on one database")
class CallLogNodesTest {
    private static final TestDatabases DATABASES = new TestDatabases();
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final String[] TABLES = {
        "modelrouter_call",
        "modelrouter_call_account",
        "modelrouter_daily",
        "modelrouter_daily_latency",
        "modelrouter_payers"
    };

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @Tag("R1.16")
    @DisplayName("add up to the daily sums, whatever is written at the same time, again and with other words")
    void sumsAddUp(Engine engine) throws Exception {
        long seed = Long.getLong("modelrouter.seed", 20261121L + engine.ordinal());
        List<JdbcCallLog> nodes = List.of(
                new JdbcCallLog(DATABASES.emptied(engine, TABLES), ZONE),
                new JdbcCallLog(DATABASES.database(engine), ZONE));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                JdbcCallLog node = nodes.get(t % 2);
                Random random = new Random(seed + t);
                writers.add(pool.submit(() -> {
                    for (int batch = 0; batch < 12; batch++) {
                        List<CallRecord> records = new ArrayList<>();
                        for (int i = 0; i < 12; i++) {
                            records.add(random(random));
                        }
                        node.writeAll(records);
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            pool.shutdownNow();
        }

        List<CallRecord> all = all(nodes.get(0), CallFilter.everybody());
        assertThat(all).as("seed %s", seed).hasSizeBetween(30, 60);
        assertThat(nodes.get(1).daily(CallFilter.everybody(), List.of(DailyGroup.ACCOUNT, DailyGroup.MODEL)).stream()
                        .map(CallLogNodesTest::text)
                        .toList())
                .as("seed %s", seed)
                .isEqualTo(expected(all, true));
        assertThat(nodes.get(1).daily(CallFilter.everybody(), List.of(DailyGroup.MODEL)).stream()
                        .map(CallLogNodesTest::text)
                        .toList())
                .as("seed %s", seed)
                .isEqualTo(expected(all, false));
    }

    /** One of 60 calls, with other words each time; its time follows from its id. */
    private static CallRecord random(Random random) {
        int number = random.nextInt(60);
        List<AccountId> accounts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            accounts.add(AccountId.team("t" + random.nextInt(3)));
        }
        return CallRecord.builder(
                        "id-" + number, NOON.plus(Duration.ofHours(number)), "m" + number % 3, Dialect.OPENAI_CHAT)
                .token("k" + number % 2)
                .accounts(accounts)
                .channel(random.nextInt(5) == 0 ? null : "c" + random.nextInt(2))
                .error(random.nextInt(4) == 0 ? RouterErrorCode.TIMEOUT : null)
                .usage(Usage.builder()
                        .input(random.nextInt(1_000))
                        .cacheRead(random.nextInt(100))
                        .output(random.nextInt(500))
                        .build())
                .cost(random.nextInt(5) == 0 ? null : random.nextLong(1_000_000_000_000L))
                .elapsed(Duration.ofNanos(random.nextLong(10_000_000_000L)))
                .build();
    }

    private static List<String> expected(List<CallRecord> records, boolean accounts) {
        Map<String, List<CallRecord>> groups = new TreeMap<>();
        for (CallRecord record : records) {
            String day = record.time().atZone(ZONE).toLocalDate().toString();
            List<String> payers = accounts
                    ? record.accounts().stream()
                            .distinct()
                            .map(AccountId::value)
                            .toList()
                    : List.of("null");
            for (String payer : payers) {
                groups.computeIfAbsent(day + " " + payer + " " + record.requestedModel(), key -> new ArrayList<>())
                        .add(record);
            }
        }
        List<String> texts = new ArrayList<>();
        groups.forEach((key, of) -> texts.add(key + " " + of.size() + " "
                + of.stream().filter(record -> !record.succeeded()).count() + " "
                + of.stream().mapToLong(record -> record.usage().prompt()).sum() + " "
                + of.stream().mapToLong(record -> record.usage().output()).sum() + " "
                + of.stream().mapToLong(record -> record.costNanos().orElse(0)).sum() + " "
                + Duration.ofNanos(of.stream()
                                .mapToLong(record -> record.elapsed().toNanos())
                                .sum()
                        / of.size())
                + " " + median(of)));
        return texts;
    }

    private static Duration median(List<CallRecord> of) {
        long[] counts = new long[LatencyScale.BUCKETS];
        of.forEach(record -> counts[LatencyScale.bucket(record.elapsed())]++);
        return LatencyScale.percentile(counts, 0.5);
    }

    private static String text(DailyUsage sum) {
        return sum.date() + " " + sum.account() + " " + sum.model() + " " + sum.calls() + " " + sum.failures() + " "
                + sum.promptTokens() + " " + sum.completionTokens() + " " + sum.cost() + " "
                + sum.latency().mean() + " "
                + sum.latency().p50();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("with texts that a database refuses are written all the same, and found by them")
    void refusedTexts(Engine engine) {
        JdbcCallLog log = new JdbcCallLog(DATABASES.emptied(engine, TABLES), ZoneOffset.UTC);
        String zero = "a\u0000b";
        String half = "a\ud83dz";
        String longest = "x".repeat(255) + "🚀" + "y".repeat(5_000);
        int number = 0;
        for (String text : List.of(zero, half, longest, "", "  ")) {
            log.write(CallRecord.builder("id-" + number++, NOON, text, Dialect.OPENAI_CHAT)
                    .token(text)
                    .accounts(text.length() > 0 && text.length() <= 128 ? List.of(new AccountId(text)) : List.of())
                    .group(text)
                    .address(text)
                    .servedModel(text)
                    .channel(text)
                    .upstreamRequestId(text)
                    .attributes(Map.of("note", text))
                    .build());

            CallRecord found = all(log, CallFilter.ofToken(text).model(text)).get(0);

            assertThat(found.attributes()).as("JSON keeps everything").containsEntry("note", text);
            assertThat(found.accounts()).allMatch(account -> account.value().equals(text));
            found.accounts()
                    .forEach(account ->
                            assertThat(all(log, CallFilter.ofAccount(account))).hasSize(1));
        }
        assertThat(all(log, CallFilter.everybody().model(zero)).get(0).requestedModel())
                .isEqualTo("a\ufffdb");
        assertThat(all(log, CallFilter.everybody().model(longest)).get(0).requestedModel())
                .isEqualTo("x".repeat(255));
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("are written all or none")
    void allOrNone(Engine engine) {
        JdbcCallLog log = new JdbcCallLog(DATABASES.emptied(engine, TABLES), ZoneOffset.UTC);
        CallRecord.Builder good =
                CallRecord.builder("a", NOON, "m", Dialect.OPENAI_CHAT).cost(Long.MAX_VALUE);
        CallRecord.Builder over =
                CallRecord.builder("b", NOON, "m", Dialect.OPENAI_CHAT).cost(Long.MAX_VALUE);

        assertThatThrownBy(() -> log.writeAll(List.of(good.build(), over.build())))
                .as("the day's sum does not fit")
                .isInstanceOf(ArithmeticException.class);

        assertThat(all(log, CallFilter.everybody())).isEmpty();
        assertThat(log.daily(CallFilter.everybody(), List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("are forgotten in small steps, however many were asked for")
    void forgets(Engine engine) {
        JdbcCallLog log = new JdbcCallLog(DATABASES.emptied(engine, TABLES), ZoneOffset.UTC);
        List<CallRecord> records = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            records.add(CallRecord.builder("id-" + i, NOON.plusMillis(i), "m", Dialect.OPENAI_CHAT)
                    .accounts(List.of(AccountId.team("a")))
                    .build());
        }
        log.writeAll(records);

        assertThat(log.forget(NOON.plusMillis(590), 10_000)).isEqualTo(590);

        assertThat(all(log, CallFilter.ofAccount(AccountId.team("a")))).hasSize(10);
        assertThat(log.daily(CallFilter.everybody(), List.of()).get(0).calls()).isEqualTo(600);
    }

    private static List<CallRecord> all(JdbcCallLog log, CallFilter filter) {
        List<CallRecord> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            CallPage page = log.calls(filter, cursor, 1_000);
            found.addAll(page.records());
            cursor = page.next();
        } while (cursor != null);
        return found;
    }
}
