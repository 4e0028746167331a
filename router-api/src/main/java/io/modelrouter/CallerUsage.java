package io.modelrouter;

import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.Budget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may still spend, and spent.
 *
 * @param token name of the caller's token
 * @param accounts who pays for its calls, and how they stand; accounts that nobody made are left out
 * @param budgets their budgets
 * @param today what the token's calls of this day came to; null where no history is kept, or there were none
 */
public record CallerUsage(
        String token,
        List<AccountState> accounts,
        List<BudgetState> budgets,
        @Nullable DailyUsage today) {

    public CallerUsage {
        accounts = List.copyOf(accounts);
        budgets = List.copyOf(budgets);
    }

    /**
     * How a budget stands now.
     *
     * @param budget what may be spent
     * @param state the account of the period that leaves the least
     * @param until when that period ends
     */
    public record BudgetState(Budget budget, AccountState state, Instant until) {}
}
