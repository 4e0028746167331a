package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The part of the contract that is about daily sums. */
abstract class DailyUsageContract extends CallHistoryContractBase {

    @Nested
    @DisplayName("A daily sum")
    class Sums {

        @Test
        @DisplayName("adds calls, failures, tokens and cost; a call without a price costs nothing")
        void adds() {
            write(
                    full("a", NOON),
                    call("b", NOON)
                            .usage(Usage.builder()
                                    .input(1)
                                    .cacheRead(2)
                                    .cacheWrite(4)
                                    .output(8)
                                    .reasoning(5)
                                    .build())
                            .build(),
                    call("c", NOON).cost(null).build(),
                    minimal("d", NOON));

            DailyUsage sum = sum(CallFilter.everybody());

            assertThat(sum.date()).isEqualTo(LocalDate.parse("2026-03-10"));
            assertThat(sum.account()).isNull();
            assertThat(sum.token()).isNull();
            assertThat(sum.channel()).isNull();
            assertThat(sum.model()).isNull();
            assertThat(sum.calls()).isEqualTo(4);
            assertThat(sum.failures()).isEqualTo(1);
            assertThat(sum.promptTokens()).isEqualTo(1_023_006 + 7 + 10);
            assertThat(sum.cachedTokens()).isEqualTo(20_002 + 2);
            assertThat(sum.cacheWriteTokens()).isEqualTo(3_003 + 4);
            assertThat(sum.completionTokens()).isEqualTo(905 + 8 + 3);
            assertThat(sum.reasoningTokens()).isEqualTo(606 + 5);
            assertThat(sum.cost()).isEqualTo(9_876_543_210_123L + 5);
        }

        @Test
        @DisplayName("does not overflow an int")
        void large() {
            Usage usage =
                    Usage.builder().input(3_000_000_000L).output(4_000_000_000L).build();
            write(
                    call("a", NOON).usage(usage).cost(5_000_000_000_000_000L).build(),
                    call("b", NOON).usage(usage).cost(5_000_000_000_000_001L).build());

            DailyUsage sum = sum(CallFilter.everybody());

            assertThat(sum.promptTokens()).isEqualTo(6_000_000_000L);
            assertThat(sum.completionTokens()).isEqualTo(8_000_000_000L);
            assertThat(sum.cost()).isEqualTo(10_000_000_000_000_001L);
        }

        @Test
        @DisplayName(
                "has the mean latency to the millisecond, and percentiles at most 10 % above the truth and never below it")
        void latencies() {
            List<CallRecord> calls = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                calls.add(
                        call("c" + i, NOON).elapsed(Duration.ofMillis(10L * i)).build());
            }
            log().writeAll(calls);

            DailyUsage.Latency latency = sum(CallFilter.everybody()).latency();

            assertThat(latency.mean()).isCloseTo(Duration.ofMillis(1_005), Duration.ofMillis(1));
            assertThat(latency.p50()).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_101));
            assertThat(latency.p95()).isBetween(Duration.ofMillis(1_900), Duration.ofMillis(2_091));
            assertThat(latency.p99()).isBetween(Duration.ofMillis(1_980), Duration.ofMillis(2_179));
        }

        @Test
        @DisplayName("takes latencies of nothing and of days")
        void strangeLatencies() {
            write(
                    call("a", NOON).elapsed(Duration.ZERO).build(),
                    call("b", NOON).elapsed(Duration.ofDays(3)).build());

            DailyUsage.Latency latency = sum(CallFilter.everybody()).latency();

            assertThat(latency.mean()).isEqualTo(Duration.ofHours(36));
            assertThat(latency.p50()).isEqualTo(Duration.ofMillis(1));
            assertThat(latency.p99()).isGreaterThan(Duration.ofHours(3));
        }

        @Test
        @DisplayName("is there for each day that has calls, in order, and for no other")
        void days() {
            write(
                    record("a", NOON.plus(3, ChronoUnit.DAYS)),
                    record("b", NOON.minus(400, ChronoUnit.DAYS)),
                    record("c", NOON));

            assertThat(history().daily(CallFilter.everybody(), List.of()))
                    .extracting(DailyUsage::date)
                    .extracting(LocalDate::toString)
                    .containsExactly("2025-02-03", "2026-03-10", "2026-03-13");
            assertThat(history().daily(CallFilter.ofToken("nobody"), List.of())).isEmpty();
        }

        @Test
        @DisplayName("takes the filter's times as whole days: the first instant's, and the last one's before the end")
        void wholeDays() {
            write(
                    record("a", Instant.parse("2026-03-09T23:59:59Z")),
                    record("b", Instant.parse("2026-03-10T00:00:00Z")),
                    record("c", Instant.parse("2026-03-11T23:59:59Z")),
                    record("d", Instant.parse("2026-03-12T00:00:00Z")));

            CallFilter midnight = CallFilter.everybody()
                    .from(Instant.parse("2026-03-10T13:00:00Z"))
                    .to(Instant.parse("2026-03-12T00:00:00Z"));
            CallFilter later = midnight.to(Instant.parse("2026-03-12T00:00:00.001Z"));

            assertThat(dates(midnight)).containsExactly("2026-03-10", "2026-03-11");
            assertThat(dates(later)).containsExactly("2026-03-10", "2026-03-11", "2026-03-12");
        }

        @Test
        @DisplayName("counts only what the filter asks for: token, account, model, channel, failed or not")
        void filtered() {
            write(
                    call("a", NOON).token("x").cost(1L).build(),
                    call("b", NOON).accounts(List.of(USER, TEAM)).cost(2L).build(),
                    CallRecord.builder("c", NOON, "o3", Dialect.OPENAI_CHAT)
                            .cost(4L)
                            .build(),
                    call("d", NOON)
                            .channel("other")
                            .accounts(List.of())
                            .cost(8L)
                            .build(),
                    call("e", NOON)
                            .error(RouterErrorCode.TIMEOUT)
                            .accounts(List.of(USER))
                            .cost(16L)
                            .build());

            assertThat(sum(CallFilter.ofToken("x")).cost()).isEqualTo(1);
            assertThat(sum(CallFilter.ofAccount(USER)).cost()).isEqualTo(2 + 16);
            assertThat(sum(CallFilter.ofAccount(TEAM)).cost()).isEqualTo(1 + 2);
            assertThat(sum(CallFilter.everybody().model("o3")).cost()).isEqualTo(4);
            assertThat(sum(CallFilter.everybody().channel("other")).cost()).isEqualTo(8);
            assertThat(sum(CallFilter.everybody().failed(true)).cost()).isEqualTo(16);
            assertThat(sum(CallFilter.everybody().failed(true)).failures()).isEqualTo(1);
            assertThat(sum(CallFilter.everybody().failed(false)).cost()).isEqualTo(1 + 2 + 4 + 8);
            assertThat(sum(CallFilter.everybody()).cost()).isEqualTo(31);
        }

        private List<String> dates(CallFilter filter) {
            return history().daily(filter, List.of()).stream()
                    .map(sum -> sum.date().toString())
                    .toList();
        }
    }

    @Nested
    @DisplayName("Daily sums by groups")
    class Groups {
        private final List<CallRecord> calls = List.of(
                call("a", NOON).build(),
                call("b", NOON).token("u").build(),
                call("c", NOON).channel("other").build(),
                call("d", NOON).accounts(List.of(USER, TEAM)).build(),
                call("e", NOON).accounts(List.of(USER, TEAM)).token("u").build(),
                CallRecord.builder("f", NOON, "o3", Dialect.OPENAI_CHAT)
                        .token("u")
                        .accounts(List.of(USER))
                        .error(RouterErrorCode.ALL_COOLING)
                        .build(),
                minimal("g", NOON),
                call("h", NOON.plus(1, ChronoUnit.DAYS)).build());

        @TestFactory
        @DisplayName("tell apart what was asked for, in that order")
        Stream<DynamicTest> every() {
            List<List<DailyGroup>> combinations = new ArrayList<>();
            DailyGroup[] groups = DailyGroup.values();
            for (int bits = 0; bits < 1 << groups.length; bits++) {
                List<DailyGroup> by = new ArrayList<>();
                for (int i = 0; i < groups.length; i++) {
                    if ((bits >> i & 1) == 1) {
                        by.add(groups[i]);
                    }
                }
                combinations.add(by);
            }
            combinations.add(List.of(DailyGroup.MODEL, DailyGroup.TOKEN, DailyGroup.ACCOUNT));
            combinations.add(List.of(DailyGroup.CHANNEL, DailyGroup.MODEL, DailyGroup.TOKEN));
            CallHistoryModel model = new CallHistoryModel(ZoneId.of("UTC"));
            calls.forEach(model::write);
            log().writeAll(calls);
            List<CallFilter> filters = List.of(
                    CallFilter.everybody(),
                    CallFilter.ofAccount(USER),
                    CallFilter.ofToken("u"),
                    CallFilter.everybody().channel("main"),
                    CallFilter.everybody().failed(true));
            return combinations.stream()
                    .map(by -> DynamicTest.dynamicTest("by " + by, () -> {
                        for (CallFilter filter : filters) {
                            assertSameSums(history().daily(filter, by), model.daily(filter, by));
                        }
                    }));
        }

        @Test
        @DisplayName("count a call for each of its accounts, and once where accounts are not told apart")
        void accounts() {
            write(call("a", NOON).accounts(List.of(USER, TEAM)).build());

            assertThat(history().daily(CallFilter.everybody(), List.of(DailyGroup.ACCOUNT)))
                    .extracting(DailyUsage::account, DailyUsage::cost)
                    .containsExactly(tuple(TEAM, 5L), tuple(USER, 5L));
            assertThat(sum(CallFilter.everybody()).cost()).isEqualTo(5);
        }

        @Test
        @Tag("cross-tenant")
        @DisplayName("tell one account nothing of the others that pay for the same calls")
        void onlyTheirOwn() {
            write(call("a", NOON).accounts(List.of(USER, TEAM)).build());

            assertThat(history().daily(CallFilter.ofAccount(USER), List.of(DailyGroup.ACCOUNT)))
                    .extracting(DailyUsage::account)
                    .containsExactly(USER);
        }

        @Test
        @DisplayName("have an empty channel for calls that none served")
        void unserved() {
            write(minimal("a", NOON));

            assertThat(history().daily(CallFilter.everybody(), List.of(DailyGroup.CHANNEL)))
                    .extracting(DailyUsage::channel)
                    .containsExactly("");
        }

        @Test
        @DisplayName("keep names apart that differ in case, in accents or in a blank at the end")
        void alike() {
            List<String> names = List.of("acme", "Acme", "acmé", "acme ");
            for (String name : names) {
                write(call("id-" + names.indexOf(name), NOON)
                        .token(name)
                        .channel(name)
                        .accounts(List.of(new AccountId(name)))
                        .build());
            }

            for (String name : names) {
                assertThat(sum(CallFilter.ofToken(name)).calls()).isOne();
                assertThat(sum(CallFilter.ofAccount(new AccountId(name))).calls())
                        .isOne();
                assertThat(sum(CallFilter.everybody().channel(name)).calls()).isOne();
            }
            for (DailyGroup group : List.of(DailyGroup.ACCOUNT, DailyGroup.TOKEN, DailyGroup.CHANNEL)) {
                assertThat(history().daily(CallFilter.everybody(), List.of(group)))
                        .hasSize(4);
            }
        }
    }

    @Nested
    @DisplayName("A day")
    class Days {

        @Test
        @DisplayName("ends at midnight in the zone of the history")
        void midnight() {
            in(ZoneId.of("Asia/Kathmandu"));
            write(
                    record("a", Instant.parse("2026-01-01T18:14:59.999Z")),
                    record("b", Instant.parse("2026-01-01T18:15:00Z")));

            assertDays("2026-01-01=1", "2026-01-02=1");
            CallFilter second = CallFilter.everybody().from(Instant.parse("2026-01-01T18:15:00Z"));
            assertThat(sum(second).date()).isEqualTo(LocalDate.parse("2026-01-02"));
        }

        @Test
        @DisplayName("ends at midnight west of Greenwich too")
        void west() {
            in(ZoneId.of("America/Los_Angeles"));
            write(
                    record("a", Instant.parse("2026-01-02T07:59:00Z")),
                    record("b", Instant.parse("2026-01-02T08:00:00Z")));

            assertDays("2026-01-01=1", "2026-01-02=1");
        }

        @Test
        @DisplayName("has 23 hours when the clocks go forward and 25 when they go back")
        void daylightSaving() {
            in(ZoneId.of("Europe/Berlin"));
            hourly("2026-03-28T22:30:00Z", "2026-03-29T23:30:00Z");
            hourly("2026-10-24T21:30:00Z", "2026-10-26T00:30:00Z");

            assertDays(
                    "2026-03-28=1", "2026-03-29=23", "2026-03-30=1", "2026-10-24=1", "2026-10-25=25", "2026-10-26=1");
        }

        @Test
        @DisplayName("begins at one o'clock where the clocks go forward at midnight")
        void noMidnight() {
            in(ZoneId.of("America/Sao_Paulo"));
            write(
                    record("a", Instant.parse("2018-11-04T02:59:59.999Z")),
                    record("b", Instant.parse("2018-11-04T03:00:00Z")));

            assertDays("2018-11-03=1", "2018-11-04=1");
        }

        private void hourly(String from, String to) {
            List<CallRecord> calls = new ArrayList<>();
            for (Instant time = Instant.parse(from);
                    time.isBefore(Instant.parse(to));
                    time = time.plus(1, ChronoUnit.HOURS)) {
                calls.add(record(time.toString(), time));
            }
            log().writeAll(calls);
        }

        private void assertDays(String... expected) {
            assertThat(history().daily(CallFilter.everybody(), List.of()).stream()
                            .map(sum -> sum.date() + "=" + sum.calls()))
                    .containsExactly(expected);
        }
    }
}
