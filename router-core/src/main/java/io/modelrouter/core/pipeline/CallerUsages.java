package io.modelrouter.core.pipeline;

import io.modelrouter.CallerUsage;
import io.modelrouter.auth.Token;
import io.modelrouter.core.quota.BudgetAccounts;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells callers what they may still spend: only of the accounts of the token that asks. */
final class CallerUsages {
    private final QuotaLedger ledger;
    private final BudgetAccounts budgets;
    private final Function<Token, Optional<DailyUsage>> today;

    /**
     * @param today what the calls of a token came to on this day; empty where nobody keeps it
     */
    CallerUsages(QuotaLedger ledger, BudgetAccounts budgets, Function<Token, Optional<DailyUsage>> today) {
        this.ledger = ledger;
        this.budgets = budgets;
        this.today = today;
    }

    /**
     * @throws RouterException LEDGER_UNAVAILABLE
     */
    CallerUsage of(Token token) {
        try {
            List<AccountState> states = new ArrayList<>();
            for (AccountId account : token.accounts()) {
                ledger.balance(account).ifPresent(balance -> states.add(new AccountState(account, balance)));
            }
            return new CallerUsage(
                    token.name(),
                    states,
                    budgets.states(token.accounts()),
                    today.apply(token).orElse(null));
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "quota cannot be read right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
    }
}
