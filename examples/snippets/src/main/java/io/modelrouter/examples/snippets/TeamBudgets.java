package io.modelrouter.examples.snippets;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.BudgetWindow;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Daily budgets that may change while calls run. */
public final class TeamBudgets implements BudgetBook {
    private final BudgetWindow day;
    private final Map<AccountId, Long> nanosByAccount = new ConcurrentHashMap<>();

    public TeamBudgets(ZoneId zone) {
        this.day = new BudgetWindow.Day(zone);
    }

    @Override
    public List<Budget> budgets(AccountId account) {
        Long nanos = nanosByAccount.get(account);
        return nanos == null ? List.of() : List.of(new Budget(day, nanos));
    }

    /** Counts from the next call on, also for the day that has begun. */
    public void set(AccountId account, long nanos) {
        nanosByAccount.put(account, nanos);
    }
}
