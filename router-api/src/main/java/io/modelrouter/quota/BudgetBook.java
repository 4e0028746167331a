package io.modelrouter.quota;

import java.util.List;

/** The budgets of accounts. Called for every call from many threads; must be fast and must not throw. */
@FunctionalInterface
public interface BudgetBook {
    /** Nobody has a budget. */
    BudgetBook NONE = account -> List.of();

    /** The budgets of an account; empty if it has none. */
    List<Budget> budgets(AccountId account);
}
