package io.modelrouter.starter.settings;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.QuotaLimit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks amounts, limits, budgets and the names of accounts, wherever they are written. */
final class Quotas {
    private static final int STEPS = 12;

    private final Problems problems;
    private final ZoneId zone;

    /**
     * @param zone of calendar days and months
     */
    Quotas(Problems problems, ZoneId zone) {
        this.problems = problems;
        this.zone = zone;
    }

    /**
     * A limit.
     *
     * @param missing what to say where there is neither; null where it may be left out
     */
    @Nullable
    QuotaLimit limit(String path, @Nullable BigDecimal quota, boolean unlimited, @Nullable String missing) {
        if (unlimited) {
            if (quota != null) {
                problems.add(path + ".quota", quota, "give either quota or unlimited: true");
            }
            return QuotaLimit.UNLIMITED;
        }
        if (quota == null) {
            if (missing != null && !problems.has(path + ".quota") && !problems.has(path + ".unlimited")) {
                problems.add(path + ".quota", null, missing);
            }
            return null;
        }
        Long nanos = nanos(path + ".quota", quota);
        return nanos == null ? null : QuotaLimit.of(nanos);
    }

    private @Nullable Long nanos(String path, BigDecimal credits) {
        if (credits.signum() < 0) {
            problems.add(path, credits, "it must not be negative");
            return null;
        }
        try {
            return Credits.toNanos(credits);
        } catch (ArithmeticException e) {
            problems.add(path, credits, "at most 9 decimals and less than 9.2 billion credits are allowed");
            return null;
        }
    }

    /** The name of an account; null if it can be none. */
    @Nullable
    AccountId account(String path, String id) {
        if (id.indexOf(BudgetWindow.SEPARATOR) >= 0) {
            problems.add(path, id, "an account has no '#' in its name, which is for the periods of budgets");
            return null;
        }
        if (id.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            problems.add(path, id, "an account's name has visible ASCII characters alone, such as team:search");
            return null;
        }
        try {
            return new AccountId(id);
        } catch (IllegalArgumentException e) {
            problems.add(path, id, String.valueOf(e.getMessage()));
            return null;
        }
    }

    List<Budget> budgets(String path, List<BudgetEntry> entries) {
        List<Budget> budgets = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Budget budget = budget(path + ".budgets[" + i + "]", entries.get(i));
            if (budget == null) {
                continue;
            }
            if (budgets.stream().anyMatch(other -> other.window().equals(budget.window()))) {
                problems.add(path + ".budgets[" + i + "]", null, "another budget of it is for the same window");
            }
            budgets.add(budget);
        }
        return budgets;
    }

    private @Nullable Budget budget(String path, BudgetEntry entry) {
        BudgetWindow window = window(path, entry);
        BigDecimal quota = entry.quota();
        if (quota == null) {
            if (!problems.has(path + ".quota")) {
                problems.add(path + ".quota", null, "say how many credits (USD) may be spent within the window");
            }
            return null;
        }
        Long nanos = nanos(path + ".quota", quota);
        return window == null || nanos == null ? null : new Budget(window, nanos);
    }

    private @Nullable BudgetWindow window(String path, BudgetEntry entry) {
        if (entry.window() == null) {
            if (!problems.has(path + ".window")) {
                problems.add(path + ".window", null, "allowed are day, month, rolling");
            }
            return null;
        }
        if (entry.window() != BudgetEntry.Window.ROLLING) {
            if (entry.length() != null || entry.steps() != null) {
                String name = entry.length() != null ? ".length" : ".steps";
                problems.add(
                        path + name,
                        entry.length() != null ? entry.length() : entry.steps(),
                        "it belongs to window: rolling alone");
            }
            return entry.window() == BudgetEntry.Window.DAY ? new BudgetWindow.Day(zone) : new BudgetWindow.Month(zone);
        }
        Duration length = entry.length();
        if (length == null) {
            if (!problems.has(path + ".length")) {
                problems.add(path + ".length", null, "say how long the rolling window is, such as 24h");
            }
            return null;
        }
        try {
            return new BudgetWindow.Rolling(length, entry.steps() == null ? STEPS : entry.steps());
        } catch (IllegalArgumentException | ArithmeticException e) {
            boolean steps = String.valueOf(e.getMessage()).contains("1 to 60 steps");
            problems.add(path + (steps ? ".steps" : ".length"), steps ? entry.steps() : length, e.getMessage() + "");
            return null;
        }
    }
}
