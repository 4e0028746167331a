package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** The words in which the contract of a history is written. */
abstract class CallHistoryContractBase {
    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    static final AccountId TEAM = AccountId.team("search");
    static final AccountId USER = AccountId.user("ann");

    private Store store = Store.of(new Nothing());

    /**
     * A log and the history that remembers what it was told, two views of one store.
     *
     * @param log where records are written
     * @param history where they are found
     */
    public record Store(CallLog log, CallHistory history) {

        /** A store whose log is its history. */
        public static <T extends CallLog & CallHistory> Store of(T both) {
            return new Store(both, both);
        }
    }

    /**
     * An empty store that counts days in this zone. Called once for each test, and several times by some; it may be the
     * same store, emptied.
     */
    protected abstract Store newStore(ZoneId zone);

    @BeforeEach
    void openTheStore() {
        store = newStore(ZoneOffset.UTC);
    }

    final void in(ZoneId zone) {
        store = newStore(zone);
    }

    final CallLog log() {
        return store.log();
    }

    final CallHistory history() {
        return store.history();
    }

    final void write(CallRecord... records) {
        log().writeAll(List.of(records));
    }

    /** A call of token {@code t} that cost 5 and took 100 ms. */
    static CallRecord.Builder call(String id, Instant time) {
        return CallRecord.builder(id, time, "gpt-4o", Dialect.OPENAI_CHAT)
                .token("t")
                .accounts(List.of(TEAM))
                .servedModel("gpt-4o")
                .channel("main")
                .channelDialect(Dialect.OPENAI_CHAT)
                .usage(Usage.builder().input(10).output(3).build())
                .cost(5L)
                .settlement(ReservationState.CONFIRMED)
                .elapsed(Duration.ofMillis(100));
    }

    static CallRecord record(String id, Instant time) {
        return call(id, time).build();
    }

    /** A record with every field set. */
    static CallRecord full(String id, Instant time) {
        return CallRecord.builder(id, time, "claude-sonnet-4-5", Dialect.CLAUDE_MESSAGES)
                .token("team-search")
                .accounts(List.of(USER, TEAM, AccountId.organisation("acme")))
                .group("gold")
                .address("2001:db8::1")
                .servedModel("gemini-2.5-pro")
                .channel("gemini-eu")
                .channelDialect(Dialect.GEMINI_GENERATE)
                .stream(true)
                .status(504)
                .error(RouterErrorCode.TIMEOUT)
                .upstreamRequestId("req_011CSHoEeqs5C35K2UUqR7Fy")
                .usage(Usage.builder()
                        .input(1_000_001)
                        .cacheRead(20_002)
                        .cacheWrite(3_003)
                        .cacheWriteLong(1_004)
                        .output(905)
                        .reasoning(606)
                        .audioInput(77)
                        .audioOutput(88)
                        .imageInput(99)
                        .imageOutput(11)
                        .build())
                .source(UsageSource.ESTIMATED)
                .usageSuspect(true)
                .cost(9_876_543_210_123L)
                .overage(1_234_567L)
                .rates(Price.builder(new BigDecimal("2.50"), new BigDecimal("10"))
                        .rate(Price.Rate.CACHED_INPUT, new BigDecimal("0.000000125"))
                        .perCall(new BigDecimal("0.01"))
                        .above(200_000, Price.of(new BigDecimal("5"), new BigDecimal("15")))
                        .build())
                .multipliers(new Multipliers(new BigDecimal("1.25"), new BigDecimal("0.333333333333333333")))
                .settlement(ReservationState.CONFIRMED_LATE)
                .failures(List.of(
                        new AttemptFailure(
                                1,
                                "openai-main",
                                FailureKind.OVERLOADED,
                                OptionalInt.of(529),
                                Duration.ofMillis(1_234),
                                "the upstream answered 529"),
                        new AttemptFailure(
                                2,
                                "azure, \"west\"",
                                FailureKind.CONNECTION,
                                OptionalInt.empty(),
                                Duration.ZERO,
                                "connection refused")))
                .losses(List.of(
                        new Loss("thinking.budget_tokens", Loss.Severity.APPROXIMATED, "said as an effort"),
                        new Loss("top_k", Loss.Severity.HINT, "has no such field")))
                .elapsed(Duration.ofMillis(61_234))
                .firstContent(Duration.ofMillis(345))
                .attributes(Map.of("tenant", "42", "note", "line one\nline two"))
                .build();
    }

    /** A record with nothing set that may be left out. */
    static CallRecord minimal(String id, Instant time) {
        return CallRecord.builder(id, time, "m", Dialect.OPENAI_RESPONSES).build();
    }

    /** All pages, one after another. */
    final List<CallRecord> all(CallFilter filter, int pageSize) {
        List<CallRecord> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            CallPage page = history().calls(filter, cursor, pageSize);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(pageSize);
            found.addAll(page.records());
            cursor = page.next();
        } while (cursor != null);
        return found;
    }

    final List<CallRecord> all(CallFilter filter) {
        return all(filter, 1_000);
    }

    final List<String> ids(CallFilter filter) {
        return all(filter).stream().map(CallRecord::id).toList();
    }

    /** The only sum of the only day. */
    final DailyUsage sum(CallFilter filter) {
        List<DailyUsage> sums = history().daily(filter, List.of());
        assertThat(sums).hasSize(1);
        return sums.get(0);
    }

    /** Numbers count by their value, not by how many zeros are written behind the point. */
    static CallRecord canonical(CallRecord record) {
        return record.toBuilder()
                .multipliers(new Multipliers(
                        record.multipliers().channel().stripTrailingZeros(),
                        record.multipliers().group().stripTrailingZeros()))
                .build();
    }

    static void assertSame(List<CallRecord> found, List<CallRecord> expected) {
        assertThat(found.stream().map(CallHistoryContractBase::canonical).toList())
                .isEqualTo(expected.stream()
                        .map(CallHistoryContractBase::canonical)
                        .toList());
    }

    /** Equal sums in equal order; the mean may be a millisecond off. */
    static void assertSameSums(List<DailyUsage> found, List<DailyUsage> expected) {
        assertThat(found.stream().map(CallHistoryContractBase::withoutMean).toList())
                .isEqualTo(expected.stream()
                        .map(CallHistoryContractBase::withoutMean)
                        .toList());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).latency().mean())
                    .isCloseTo(expected.get(i).latency().mean(), Duration.ofMillis(1));
        }
    }

    private static DailyUsage withoutMean(DailyUsage sum) {
        DailyUsage.Latency known = sum.latency();
        return new DailyUsage(
                sum.date(),
                sum.account(),
                sum.token(),
                sum.channel(),
                sum.model(),
                sum.calls(),
                sum.failures(),
                sum.promptTokens(),
                sum.cachedTokens(),
                sum.cacheWriteTokens(),
                sum.completionTokens(),
                sum.reasoningTokens(),
                sum.cost(),
                new DailyUsage.Latency(Duration.ZERO, known.p50(), known.p95(), known.p99()));
    }

    /** Stands until a test opened its own. */
    private static final class Nothing implements CallLog, CallHistory {
        @Override
        public void write(CallRecord record) {}

        @Override
        public CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
            return new CallPage(List.of(), null);
        }

        @Override
        public List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
            return List.of();
        }

        @Override
        public int forget(Instant before, int max) {
            return 0;
        }
    }
}
