package io.modelrouter.starter.settings;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.QuotaLimit;
import java.util.List;
import java.util.Map;

/**
 * Accounts of the settings.
 *
 * @param limits what each may spend
 * @param budgets what it may spend within a time; only accounts that have one
 */
public record Accounts(Map<AccountId, QuotaLimit> limits, Map<AccountId, List<Budget>> budgets) {
    /** There are none. */
    static final Accounts NONE = new Accounts(Map.of(), Map.of());

    public Accounts {
        limits = Map.copyOf(limits);
        budgets = Map.copyOf(budgets);
    }
}
