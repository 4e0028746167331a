package io.modelrouter.starter.actuate;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.Credits;
import java.math.BigDecimal;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An account as the endpoint writes it, in credits.
 *
 * @param limit null if there is none
 * @param balance what a new hold may take; null if there is no limit
 */
record AccountView(
        String account,
        boolean unlimited,
        @Nullable BigDecimal limit,
        @Nullable BigDecimal balance,
        BigDecimal held,
        BigDecimal used,
        BigDecimal overage) {

    static AccountView of(AccountState state) {
        return of(state.account().value(), state.balance());
    }

    static AccountView of(String account, AccountBalance balance) {
        OptionalLong limit = balance.limit().nanos();
        return new AccountView(
                account,
                limit.isEmpty(),
                credits(limit),
                credits(balance.available()),
                Credits.ofNanos(balance.held()),
                Credits.ofNanos(balance.used()),
                Credits.ofNanos(balance.overage()));
    }

    private static @Nullable BigDecimal credits(OptionalLong nanos) {
        return nanos.isEmpty() ? null : Credits.ofNanos(nanos.getAsLong());
    }
}
