package io.modelrouter.core.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.CallerUsage;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Budgets over any ledger: each period of a budget is an account of the ledger with the budget as its limit, and a call is
 * held on the accounts that pay for it and on their current periods alike, in one step. Thread-safe.
 *
 * <p>A period's account is made by the first call of the period on each node, and its limit set again when the budget has
 * changed; the 100,000 periods used last are remembered, and forgetting one costs no more than setting it again.
 */
public final class BudgetAccounts {
    private static final int REMEMBERED_PERIODS = 100_000;

    private final QuotaLedger ledger;
    private final BudgetBook book;
    private final InstantSource clock;
    /** The limits that this node has set. */
    private final Cache<AccountId, Long> limits = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_PERIODS)
            .executor(Runnable::run)
            .build();

    public BudgetAccounts(QuotaLedger ledger, BudgetBook book, InstantSource clock) {
        this.ledger = ledger;
        this.book = book;
        this.clock = clock;
    }

    /**
     * A period that a call is charged to.
     *
     * @param owner the account that has the budget
     * @param budget the budget
     * @param account the ledger's account for the period
     * @param end when the period ends
     * @param first whether it is the one of its window that has the least left
     */
    public record OpenPeriod(AccountId owner, Budget budget, AccountId account, Instant end, boolean first) {}

    /** Whether one of these accounts has a budget. */
    public boolean anyFor(List<AccountId> accounts) {
        for (AccountId account : accounts) {
            if (!book.budgets(account).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The periods that a call made now is charged to. Of two budgets of an account with the same window the smaller counts.
     * Asks the ledger nothing.
     */
    public List<OpenPeriod> current(List<AccountId> accounts) {
        Map<AccountId, OpenPeriod> periods = new LinkedHashMap<>();
        Instant now = null;
        for (AccountId owner : accounts) {
            for (Budget budget : book.budgets(owner)) {
                now = now == null ? clock.instant() : now;
                boolean first = true;
                for (BudgetWindow.Period period : budget.window().periods(now)) {
                    AccountId account = period.accountOf(owner);
                    OpenPeriod known = periods.get(account);
                    if (known == null || known.budget.limit() > budget.limit()) {
                        periods.put(account, new OpenPeriod(owner, budget, account, period.end(), first));
                    }
                    first = false;
                }
            }
        }
        return periods.isEmpty() ? List.of() : new ArrayList<>(periods.values());
    }

    /**
     * Makes sure that the ledger knows the periods with their limits.
     *
     * @throws LedgerUnavailableException if the ledger cannot be reached; doing it again is safe
     */
    public void open(List<OpenPeriod> periods) {
        for (OpenPeriod period : periods) {
            long limit = period.budget.limit();
            Long known = limits.getIfPresent(period.account);
            if (known == null || known != limit) {
                ledger.setLimit(period.account, QuotaLimit.of(limit));
                limits.put(period.account, limit);
            }
        }
    }

    /**
     * When the budget that had too little for an amount will have room again, as far as it is known now: the end of its last
     * period that has too little. Empty if it never will, because the amount is more than the whole budget.
     */
    public Optional<Instant> roomAt(List<OpenPeriod> periods, OpenPeriod blocking, long amount) {
        if (amount > blocking.budget.limit()) {
            return Optional.empty();
        }
        Instant end = blocking.end;
        try {
            // What begins later has more left, so the first that has too little, from the end, is the last to wait for.
            for (int i = periods.size() - 1; i >= 0; i--) {
                OpenPeriod period = periods.get(i);
                boolean same = period.owner.equals(blocking.owner) && period.budget.equals(blocking.budget);
                if (same && period.end.isAfter(end) && left(period) < amount) {
                    return Optional.of(period.end);
                }
            }
        } catch (LedgerUnavailableException e) {
            return Optional.of(end);
        }
        return Optional.of(end);
    }

    private long left(OpenPeriod period) {
        return ledger.balance(period.account)
                .map(balance -> balance.available().orElse(Long.MAX_VALUE))
                .orElse(period.budget.limit());
    }

    /**
     * How the budgets of these accounts stand now, in the order of the accounts.
     *
     * @throws LedgerUnavailableException if the ledger cannot be reached
     */
    public List<CallerUsage.BudgetState> states(List<AccountId> accounts) {
        List<CallerUsage.BudgetState> states = new ArrayList<>();
        for (OpenPeriod period : current(accounts)) {
            if (period.first) {
                AccountBalance balance = ledger.balance(period.account)
                        .orElseGet(() -> new AccountBalance(QuotaLimit.of(period.budget.limit()), 0, 0, 0));
                states.add(new CallerUsage.BudgetState(
                        period.budget, new AccountState(period.account, balance), period.end));
            }
        }
        return states;
    }
}
