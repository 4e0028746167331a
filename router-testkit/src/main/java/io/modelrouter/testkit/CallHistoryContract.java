package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every store of calls must do that is a {@link CallLog} and a {@link CallHistory}. Extend it, give it an empty store
 * of yours, and all of it is tested:
 *
 * <pre>
 * class MyCallLogTest extends CallHistoryContract {
 *     &#64;Override
 *     protected Store newStore(ZoneId zone) {
 *         return Store.of(new MyCallLog(zone));
 *     }
 * }
 * </pre>
 *
 * <p>The store must hold 1,000 records at least. Times and durations are asked back to the millisecond. The random histories
 * are seeded and name their seed; the system property {@value #SEED} runs one of them alone.
 */
public abstract class CallHistoryContract extends DailyUsageContract {
    /** System property: the seed of the one history to run. */
    public static final String SEED = "modelrouter.seed";

    /** How many random histories to run; a slow store may want fewer. */
    protected int histories() {
        return 20;
    }

    /** Steps in each random history. */
    protected int historyLength() {
        return 60;
    }

    @Nested
    @DisplayName("A record")
    class Records {

        @Test
        @DisplayName("comes back with every field as it was written")
        void full() {
            CallRecord record = CallHistoryContractBase.full("id-1", NOON.plusMillis(123));

            write(record);

            assertSame(all(CallFilter.everybody()), List.of(record));
        }

        @Test
        @DisplayName("comes back with nothing that was not written")
        void minimal() {
            CallRecord record = CallHistoryContractBase.minimal("id-1", NOON);

            write(record);

            assertSame(all(CallFilter.everybody()), List.of(record));
        }

        @Test
        @DisplayName("comes back with every code of error and state of a hold")
        void codes() {
            List<CallRecord> records = new ArrayList<>();
            for (RouterErrorCode code : RouterErrorCode.values()) {
                records.add(call("e-" + code, NOON).error(code).build());
            }
            for (var state : ReservationState.values()) {
                records.add(call("s-" + state, NOON).settlement(state).build());
            }

            log().writeAll(records);

            assertThat(all(CallFilter.everybody())).containsExactlyInAnyOrderElementsOf(records);
        }

        @Test
        @Tag("R1.16")
        @DisplayName("written twice is there once, with the later words, and counts once")
        void twice() {
            write(call("a", NOON).cost(7L).settlement(null).build());
            CallRecord later = CallHistoryContractBase.full("a", NOON);
            write(later);
            write(later);

            assertSame(all(CallFilter.everybody()), List.of(later));
            assertThat(ids(CallFilter.ofToken("t"))).isEmpty();
            assertThat(ids(CallFilter.everybody().channel("main"))).isEmpty();
            assertThat(ids(CallFilter.ofAccount(USER))).containsExactly("a");
            assertThat(sum(CallFilter.everybody()).calls()).isOne();
            assertThat(sum(CallFilter.everybody()).cost()).isEqualTo(9_876_543_210_123L);
            assertThat(history().daily(CallFilter.everybody(), List.of(DailyGroup.CHANNEL)))
                    .hasSize(1);
        }

        @Test
        @Tag("R1.16")
        @DisplayName("twice in one batch is there once, with the later words, and counts once")
        void twiceInOneBatch() {
            write(
                    call("a", NOON).cost(7L).build(),
                    record("b", NOON),
                    call("a", NOON).cost(11L).build());

            assertThat(ids(CallFilter.everybody())).containsExactly("b", "a");
            assertThat(sum(CallFilter.everybody()).cost()).isEqualTo(5 + 11);
            assertThat(sum(CallFilter.everybody()).calls()).isEqualTo(2);
        }

        @Test
        @DisplayName("written alone counts as in a batch; an empty batch is nothing")
        void alone() {
            log().write(record("a", NOON));
            log().writeAll(List.of());
            log().write(record("a", NOON));

            assertThat(sum(CallFilter.everybody()).calls()).isOne();
        }

        @TestFactory
        @Tag("log-injection")
        @DisplayName("has names as they were, whatever they are")
        Stream<DynamicTest> hostileNames() {
            return HOSTILE.stream()
                    .map(name -> DynamicTest.dynamicTest(name.replaceAll("\\p{Cntrl}", "?"), () -> {
                        in(ZoneId.of("UTC"));
                        CallRecord record = CallRecord.builder("x", NOON, name, Dialect.OPENAI_CHAT)
                                .token(name)
                                .accounts(List.of(new AccountId(name)))
                                .group(name)
                                .address(name)
                                .servedModel(name)
                                .channel(name)
                                .channelDialect(Dialect.OPENAI_CHAT)
                                .upstreamRequestId(name)
                                .attributes(Map.of(name, name))
                                .build();
                        write(record, record("other", NOON.minusSeconds(1)));

                        assertSame(all(CallFilter.ofToken(name)), List.of(record));
                        assertSame(all(CallFilter.ofAccount(new AccountId(name))), List.of(record));
                        assertSame(all(CallFilter.everybody().model(name)), List.of(record));
                        assertSame(all(CallFilter.everybody().channel(name)), List.of(record));
                        assertThat(history().daily(CallFilter.ofToken(name), List.of(DailyGroup.values())).stream()
                                        .map(sum -> sum.token() + sum.account() + sum.model() + sum.channel()))
                                .containsExactly(name + name + name + name);
                    }));
        }
    }

    private static final List<String> HOSTILE = List.of(
            "it's",
            "'; DROP TABLE calls; --",
            "\"quoted\"",
            "%",
            "_",
            "g%t_4\\%o",
            "\\",
            "a,b;c",
            "=1+1",
            "line\nbreak\r\ttab",
            "ümläut ß",
            "日本語",
            "emoji 🚀 é́",
            " blanks ",
            "null",
            "{\"json\":[1]}",
            "?1 $1 :name #{x} ${y}");

    @Nested
    @DisplayName("A filter")
    class Filters {

        @Test
        @Tag("cross-tenant")
        @DisplayName("by owner gives the owner's calls and no other's")
        void owners() {
            write(
                    call("a", NOON).token("one").build(),
                    call("b", NOON).token("two").accounts(List.of(USER)).build(),
                    call("c", NOON).token("two").accounts(List.of(USER, TEAM)).build(),
                    call("d", NOON).token("three").accounts(List.of()).build());

            assertThat(ids(CallFilter.ofToken("one"))).containsExactly("a");
            assertThat(ids(CallFilter.ofToken("two"))).containsExactly("c", "b");
            assertThat(ids(CallFilter.ofToken("t%"))).isEmpty();
            assertThat(ids(CallFilter.ofToken("thre_"))).isEmpty();
            assertThat(ids(CallFilter.ofToken(""))).isEmpty();
            assertThat(ids(CallFilter.ofAccount(USER))).containsExactly("c", "b");
            assertThat(ids(CallFilter.ofAccount(TEAM))).containsExactly("c", "a");
            assertThat(ids(CallFilter.ofAccount(new AccountId("user:an")))).isEmpty();
            assertThat(ids(CallFilter.ofAccount(new AccountId("%")))).isEmpty();
            assertThat(ids(CallFilter.everybody())).containsExactly("d", "c", "b", "a");
        }

        @Test
        @DisplayName("by time includes its beginning and not its end")
        void times() {
            write(
                    record("a", NOON.minusMillis(1)),
                    record("b", NOON),
                    record("c", NOON.plusMillis(1)),
                    record("d", NOON.plusMillis(2)));

            assertThat(ids(CallFilter.everybody().from(NOON))).containsExactly("d", "c", "b");
            assertThat(ids(CallFilter.everybody().to(NOON))).containsExactly("a");
            assertThat(ids(CallFilter.everybody().from(NOON).to(NOON.plusMillis(2))))
                    .containsExactly("c", "b");
        }

        @Test
        @DisplayName("by model asks for the requested one, by channel for the serving one, each letter counted")
        void modelAndChannel() {
            write(
                    call("a", NOON).servedModel("o3").build(),
                    CallRecord.builder("b", NOON, "o3", Dialect.OPENAI_CHAT)
                            .channel("Main")
                            .build(),
                    minimal("c", NOON));

            assertThat(ids(CallFilter.everybody().model("o3"))).containsExactly("b");
            assertThat(ids(CallFilter.everybody().model("O3"))).isEmpty();
            assertThat(ids(CallFilter.everybody().channel("main"))).containsExactly("a");
            assertThat(ids(CallFilter.everybody().channel("Main"))).containsExactly("b");
        }

        @Test
        @DisplayName("by failure gives those that failed, or those that did not")
        void failed() {
            write(
                    record("a", NOON),
                    call("b", NOON).error(RouterErrorCode.TRUNCATED).build());

            assertThat(ids(CallFilter.everybody().failed(true))).containsExactly("b");
            assertThat(ids(CallFilter.everybody().failed(false))).containsExactly("a");
            assertThat(ids(CallFilter.everybody().failed(null))).containsExactly("b", "a");
        }

        @Test
        @DisplayName("of several words wants all of them")
        void together() {
            write(
                    record("a", NOON),
                    call("b", NOON).token("other").build(),
                    call("c", NOON).channel("west").build(),
                    call("d", NOON).error(RouterErrorCode.TIMEOUT).build(),
                    record("e", NOON.minusSeconds(60)));

            assertThat(ids(CallFilter.ofToken("t")
                            .from(NOON)
                            .to(NOON.plusSeconds(1))
                            .model("gpt-4o")
                            .channel("main")
                            .failed(false)))
                    .containsExactly("a");
        }
    }

    @Nested
    @DisplayName("Pages")
    class Pages {

        @Test
        @DisplayName("are newest first, each record once, whatever their size, also among calls of one instant")
        void order() {
            List<CallRecord> records = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                records.add(record(String.format("id-%02d", 99 - i), NOON.plusMillis(i / 7)));
            }
            log().writeAll(records);

            List<CallRecord> whole = all(CallFilter.everybody(), 1_000);

            assertThat(whole).hasSize(25).containsExactlyInAnyOrderElementsOf(records);
            assertThat(whole.stream().map(CallRecord::time)).isSortedAccordingTo((one, other) -> other.compareTo(one));
            for (int size : List.of(1, 2, 7, 24, 25, 26)) {
                assertThat(all(CallFilter.everybody(), size)).isEqualTo(whole);
            }
        }

        @Test
        @DisplayName("end with the last record, not with an empty page behind it")
        void end() {
            write(record("a", NOON), record("b", NOON));

            assertThat(history().calls(CallFilter.everybody(), null, 2).next()).isNull();
            assertThat(history().calls(CallFilter.everybody(), null, 1).next()).isNotNull();
            assertThat(history().calls(CallFilter.ofToken("nobody"), null, 1)).isEqualTo(new CallPage(List.of(), null));
        }

        @Test
        @DisplayName("go on where they were while new records come in and old ones are written again")
        void stable() {
            for (int i = 0; i < 10; i++) {
                write(record("id-" + i, NOON.plusSeconds(i)));
            }
            List<String> seen = new ArrayList<>();
            String cursor = null;
            int come = 0;
            do {
                CallPage page = history().calls(CallFilter.everybody(), cursor, 3);
                page.records().forEach(record -> seen.add(record.id()));
                cursor = page.next();
                write(record("new-" + come++, NOON.plusSeconds(3600)), record("id-5", NOON.plusSeconds(5)));
            } while (cursor != null);

            assertThat(seen)
                    .containsExactly("id-9", "id-8", "id-7", "id-6", "id-5", "id-4", "id-3", "id-2", "id-1", "id-0");
        }

        @Test
        @DisplayName("go on when the record that they stopped at was forgotten")
        void forgotten() {
            write(record("a", NOON.minusSeconds(9)), record("b", NOON), record("c", NOON.plusSeconds(1)));
            String cursor = Objects.requireNonNull(
                    history().calls(CallFilter.everybody(), null, 2).next());

            history().forget(NOON.plusMillis(1), 10);

            assertThat(history().calls(CallFilter.everybody(), cursor, 2).records())
                    .isEmpty();
        }

        @Test
        @Tag("cross-tenant")
        @DisplayName("ask anew whose calls they are: a cursor opens nobody else's")
        void cursorOfAnother() {
            write(
                    call("a", NOON).token("one").build(),
                    call("b", NOON.minusSeconds(1)).token("two").build(),
                    call("c", NOON.minusSeconds(2)).token("one").build());
            String cursor = Objects.requireNonNull(
                    history().calls(CallFilter.ofToken("one"), null, 1).next());

            List<CallRecord> found;
            try {
                found = history().calls(CallFilter.ofToken("two"), cursor, 10).records();
            } catch (IllegalArgumentException refused) {
                found = List.of();
            }

            assertThat(found).allSatisfy(record -> assertThat(record.token()).isEqualTo("two"));
        }

        @TestFactory
        @DisplayName("refuse a cursor that is not theirs")
        Stream<DynamicTest> foreign() {
            return Stream.of(
                            "",
                            " ",
                            "1",
                            "-1",
                            "nonsense",
                            "' OR '1'='1",
                            "!!!!",
                            "bm9uc2Vuc2U",
                            "AAAA",
                            "\u0000",
                            "9".repeat(40),
                            "x".repeat(10_000))
                    .map(cursor -> DynamicTest.dynamicTest(
                            cursor.length() > 40 ? "a long one" : "'" + cursor.replace('\u0000', '?') + "'",
                            () -> assertThatThrownBy(() -> history().calls(CallFilter.everybody(), cursor, 10))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining("cursor")));
        }

        @Test
        @DisplayName("have from 1 to 1,000 records")
        void size() {
            for (int max : List.of(0, -1, 1_001)) {
                assertThatThrownBy(() -> history().calls(CallFilter.everybody(), null, max))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("max");
            }
        }
    }

    @Nested
    @DisplayName("Forgetting")
    class Forgetting {

        @Test
        @DisplayName("removes older records, keeps those from the instant on, and keeps all sums")
        void keepsSums() {
            write(
                    CallHistoryContractBase.full("a", NOON.minusMillis(1)),
                    record("b", NOON),
                    record("c", NOON.plusMillis(1)));
            var before = history().daily(CallFilter.everybody(), List.of(DailyGroup.values()));

            assertThat(history().forget(NOON, 1_000)).isOne();

            assertThat(ids(CallFilter.everybody())).containsExactly("c", "b");
            assertThat(ids(CallFilter.ofAccount(USER))).isEmpty();
            assertThat(history().daily(CallFilter.everybody(), List.of(DailyGroup.values())))
                    .isEqualTo(before);
            assertThat(history().forget(NOON, 1_000)).isZero();
        }

        @Test
        @DisplayName("goes in steps of the size that was asked for")
        void steps() {
            for (int i = 0; i < 10; i++) {
                write(record("id-" + i, NOON.plusSeconds(i)));
            }

            List<Integer> steps = new ArrayList<>();
            int step;
            do {
                step = history().forget(NOON.plusSeconds(7), 3);
                steps.add(step);
            } while (step > 0);

            assertThat(steps).containsExactly(3, 3, 1, 0);
            assertThat(ids(CallFilter.everybody())).containsExactly("id-9", "id-8", "id-7");
        }
    }

    @Nested
    @DisplayName("Writers")
    class Writers {

        @Test
        @DisplayName("at the same time lose nothing and double nothing")
        void together() throws Exception {
            int threads = 4;
            int batches = 10;
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Future<?>> writers = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int writer = t;
                    writers.add(pool.submit(() -> {
                        for (int b = 0; b < batches; b++) {
                            List<CallRecord> batch = new ArrayList<>();
                            for (int i = 0; i < 10; i++) {
                                // Half of them are written by two threads; each begins its batch elsewhere.
                                int number = b * 10 + (i + writer * 3) % 10;
                                String id =
                                        number % 2 == 0 ? "shared-" + writer % 2 + "-" + number : writer + "-" + number;
                                batch.add(call(id, NOON.plusMillis(number))
                                        .channel("channel-" + number % 3)
                                        .build());
                            }
                            asTheRouterDoes(batch);
                        }
                    }));
                }
                for (Future<?> writer : writers) {
                    writer.get();
                }
            } finally {
                pool.shutdownNow();
            }

            Set<String> ids = new HashSet<>(ids(CallFilter.everybody()));
            assertThat(ids).hasSize(4 * 50 + 2 * 50);
            assertThat(sum(CallFilter.everybody()).calls()).isEqualTo(300);
            assertThat(sum(CallFilter.everybody()).cost()).isEqualTo(300 * 5);
            assertThat(history().daily(CallFilter.ofAccount(TEAM), List.of(DailyGroup.CHANNEL)).stream()
                            .mapToLong(sum -> sum.calls())
                            .sum())
                    .isEqualTo(300);
        }

        /** What fails is written again. */
        private void asTheRouterDoes(List<CallRecord> batch) {
            for (int attempt = 1; ; attempt++) {
                try {
                    log().writeAll(batch);
                    return;
                } catch (RuntimeException e) {
                    if (attempt == 20) {
                        throw e;
                    }
                }
            }
        }
    }

    @TestFactory
    @Tag("R1.16")
    @DisplayName("Random histories with repeats agree with the model")
    Stream<DynamicTest> randomHistories() {
        Long one = Long.getLong(SEED);
        LongStream seeds = one == null ? LongStream.rangeClosed(1, histories()) : LongStream.of(one);
        return seeds.mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> randomHistory(seed)));
    }

    private void randomHistory(long seed) {
        ZoneId zone = ZoneId.of(seed % 2 == 0 ? "Europe/Berlin" : "America/New_York");
        in(zone);
        CallHistoryModel model = new CallHistoryModel(zone);
        RandomCalls random = new RandomCalls(seed);
        List<CallRecord> known = new ArrayList<>();
        for (int step = 0; step < historyLength(); step++) {
            if (random.number(20) == 0) {
                Instant before = random.time().minus(Duration.ofDays(1));
                assertThat(history().forget(before, 1_000)).as("seed %s", seed).isEqualTo(model.forget(before));
                known.removeIf(record -> record.time().isBefore(before));
                continue;
            }
            List<CallRecord> batch = new ArrayList<>();
            for (int i = random.number(6); i >= 0; i--) {
                boolean again = !known.isEmpty() && random.number(10) < 3;
                CallRecord record = again ? random.later(random.any(known)) : random.next();
                batch.add(record);
                known.add(record);
                model.write(record);
            }
            log().writeAll(batch);
            if (random.number(4) == 0) {
                CallFilter filter = random.filter();
                List<DailyGroup> by = random.groups();
                assertSameSums(history().daily(filter, by), model.daily(filter, by));
                assertThat(all(filter, 1 + random.number(20)))
                        .as("seed %s", seed)
                        .containsExactlyElementsOf(model.calls(filter));
            }
        }
        assertSameSums(
                history().daily(CallFilter.everybody(), List.of(DailyGroup.values())),
                model.daily(CallFilter.everybody(), List.of(DailyGroup.values())));
    }
}
