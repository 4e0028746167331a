package io.modelrouter.core.record;

import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Records for tests. */
final class Calls {
    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private Calls() {}

    static CallRecord.Builder call(String id) {
        return CallRecord.builder(id, NOON, "gpt-4o", Dialect.OPENAI_CHAT)
                .token("t")
                .cost(5L);
    }

    /** With every field set. */
    static CallRecord full(String id) {
        return CallRecord.builder(id, NOON, "claude-sonnet-4-5", Dialect.CLAUDE_MESSAGES)
                .token("team-search")
                .accounts(List.of(AccountId.user("ann"), AccountId.team("search")))
                .group("gold")
                .address("2001:db8::1")
                .servedModel("gemini-2.5-pro")
                .channel("gemini-eu")
                .channelDialect(Dialect.GEMINI_GENERATE)
                .stream(true)
                .status(504)
                .error(RouterErrorCode.TIMEOUT)
                .upstreamRequestId("req_1")
                .usage(Usage.builder()
                        .input(100)
                        .cacheRead(20)
                        .cacheWrite(3)
                        .cacheWriteLong(2)
                        .output(50)
                        .reasoning(6)
                        .build())
                .source(UsageSource.ESTIMATED)
                .usageSuspect(true)
                .cost(1_234_567L)
                .overage(1_200L)
                .rates(Price.of(new BigDecimal("2.5"), BigDecimal.TEN))
                .multipliers(new Multipliers(new BigDecimal("1.25"), new BigDecimal("0.0000001")))
                .settlement(ReservationState.CONFIRMED)
                .failures(List.of(new AttemptFailure(
                        1, "main", FailureKind.OVERLOADED, OptionalInt.of(529), Duration.ofMillis(12), "answered 529")))
                .losses(List.of(new Loss("top_k", Loss.Severity.HINT, "has no such field")))
                .elapsed(Duration.ofMillis(61_234))
                .firstContent(Duration.ofMillis(345))
                .attributes(Map.of("tenant", "42"))
                .build();
    }
}
