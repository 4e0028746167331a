package io.modelrouter.starter;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.starter.settings.RouterConfiguration;
import java.util.List;
import java.util.Map;

/** The budgets of the settings as they are now. */
final class ConfiguredBudgets implements BudgetBook {
    private volatile Map<AccountId, List<Budget>> budgets;

    ConfiguredBudgets(RouterConfiguration configuration) {
        this.budgets = configuration.accounts().budgets();
    }

    void replace(RouterConfiguration changed) {
        budgets = changed.accounts().budgets();
    }

    @Override
    public List<Budget> budgets(AccountId account) {
        return budgets.getOrDefault(account, List.of());
    }
}
