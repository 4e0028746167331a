package io.modelrouter.quota;

/**
 * What an account may spend within a time, beside its balance.
 *
 * @param window the time
 * @param limit nano-credits, 0 or more
 */
public record Budget(BudgetWindow window, long limit) {
    public Budget {
        if (limit < 0) {
            throw new IllegalArgumentException("a budget must not be negative");
        }
    }
}
