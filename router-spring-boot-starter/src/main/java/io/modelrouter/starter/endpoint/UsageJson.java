package io.modelrouter.starter.endpoint;

import io.modelrouter.CallerUsage;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Credits;
import io.modelrouter.wire.RawJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes usage: the same in all dialects, amounts in credits. */
final class UsageJson {
    private UsageJson() {}

    static RawJson of(CallerUsage usage, @Nullable List<DailyUsage> days) {
        Map<String, RawJson> answer = new LinkedHashMap<>();
        answer.put("object", RawJson.of("router.usage"));
        answer.put("token", RawJson.of(usage.token()));
        answer.put(
                "accounts",
                RawJson.array(usage.accounts().stream().map(UsageJson::account).toList()));
        answer.put(
                "budgets",
                RawJson.array(usage.budgets().stream().map(UsageJson::budget).toList()));
        answer.put("today", usage.today() == null ? RawJson.ofNull() : day(usage.today()));
        if (days != null) {
            answer.put("days", RawJson.array(days.stream().map(UsageJson::day).toList()));
        }
        return RawJson.object(answer);
    }

    private static RawJson account(AccountState state) {
        Map<String, RawJson> entry = new LinkedHashMap<>();
        entry.put("id", RawJson.of(state.account().value()));
        put(entry, state.balance());
        return RawJson.object(entry);
    }

    private static RawJson budget(CallerUsage.BudgetState budget) {
        String period = budget.state().account().value();
        int end = period.indexOf(BudgetWindow.SEPARATOR);
        Map<String, RawJson> entry = new LinkedHashMap<>();
        entry.put("account", RawJson.of(end < 0 ? period : period.substring(0, end)));
        entry.put("period", RawJson.of(period.substring(end + 1)));
        put(entry, budget.state().balance());
        entry.put("until", RawJson.of(budget.until().toString()));
        return RawJson.object(entry);
    }

    private static void put(Map<String, RawJson> entry, AccountBalance balance) {
        OptionalLong limit = balance.limit().nanos();
        entry.put("unlimited", RawJson.of(limit.isEmpty()));
        entry.put("limit", credits(limit));
        entry.put("balance", credits(balance.available()));
        entry.put("held", credits(balance.held()));
        entry.put("used", credits(balance.used()));
        entry.put("overage", credits(balance.overage()));
    }

    private static RawJson day(DailyUsage day) {
        Map<String, RawJson> entry = new LinkedHashMap<>();
        entry.put("date", RawJson.of(day.date().toString()));
        entry.put("calls", RawJson.of(day.calls()));
        entry.put("failures", RawJson.of(day.failures()));
        entry.put("prompt_tokens", RawJson.of(day.promptTokens()));
        entry.put("cached_tokens", RawJson.of(day.cachedTokens()));
        entry.put("cache_write_tokens", RawJson.of(day.cacheWriteTokens()));
        entry.put("completion_tokens", RawJson.of(day.completionTokens()));
        entry.put("reasoning_tokens", RawJson.of(day.reasoningTokens()));
        entry.put("cost", credits(day.cost()));
        Map<String, RawJson> latency = new LinkedHashMap<>();
        latency.put("mean", millis(day.latency().mean()));
        latency.put("p50", millis(day.latency().p50()));
        latency.put("p95", millis(day.latency().p95()));
        latency.put("p99", millis(day.latency().p99()));
        entry.put("latency_ms", RawJson.object(latency));
        return RawJson.object(entry);
    }

    private static RawJson millis(Duration duration) {
        return RawJson.of(duration.toMillis());
    }

    private static RawJson credits(OptionalLong nanos) {
        return nanos.isEmpty() ? RawJson.ofNull() : credits(nanos.getAsLong());
    }

    private static RawJson credits(long nanos) {
        return RawJson.of(Credits.ofNanos(nanos));
    }
}
