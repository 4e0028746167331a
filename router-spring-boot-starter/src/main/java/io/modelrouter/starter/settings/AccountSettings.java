package io.modelrouter.starter.settings;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.QuotaLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.accounts} and collects the limits and budgets of all accounts. */
final class AccountSettings {
    private static final String LIST = ModelRouterProperties.PREFIX + ".accounts";

    private final Problems problems;
    private final Quotas quotas;
    private final Map<AccountId, QuotaLimit> limits;
    private final Map<AccountId, List<Budget>> budgets;

    /** Adds to accounts that there are already. */
    AccountSettings(Problems problems, Quotas quotas, Accounts known) {
        this.problems = problems;
        this.quotas = quotas;
        this.limits = new LinkedHashMap<>(known.limits());
        this.budgets = new LinkedHashMap<>(known.budgets());
    }

    void read(List<AccountEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            read(LIST + "[" + i + "]", entries.get(i));
        }
    }

    private void read(String path, AccountEntry entry) {
        String id = entry.id();
        if (id == null) {
            problems.add(path + ".id", null, "an account needs its id, such as team:search");
        }
        AccountId account = id == null ? null : quotas.account(path + ".id", id);
        if (account != null && limits.containsKey(account)) {
            problems.add(path + ".id", id, "another account has the same id");
        }
        QuotaLimit limit = quotas.limit(
                path,
                entry.quota(),
                entry.unlimited(),
                "say how many credits (USD) the account may spend, or unlimited: true");
        add(account, limit, quotas.budgets(path, entry.budgets()));
    }

    /** Takes an account that was found elsewhere, unless something is wrong with it. */
    void add(@Nullable AccountId account, @Nullable QuotaLimit limit, List<Budget> own) {
        if (account != null && limit != null) {
            limits.put(account, limit);
            if (!own.isEmpty()) {
                budgets.put(account, List.copyOf(own));
            }
        }
    }

    boolean has(AccountId account) {
        return limits.containsKey(account);
    }

    Accounts accounts() {
        return new Accounts(limits, budgets);
    }
}
