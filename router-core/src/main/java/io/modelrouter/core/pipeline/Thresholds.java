package io.modelrouter.core.pipeline;

import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.SettleResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tells when a charge took an account past a share of its limit. The ledger tells how each account stood right after the
 * charge, in the same step, so of all nodes exactly one sees an account pass a share. Where that answer is lost the share is
 * told by the balance of later, at least once. Remembers nothing. Thread-safe.
 */
final class Thresholds {
    private final List<BigDecimal> shares;
    private final RouterListener listener;

    Thresholds(List<BigDecimal> shares, RouterListener listener) {
        this.shares = shares;
        this.listener = listener;
    }

    /**
     * @param watched the accounts to tell about; of the many periods of a rolling budget one is enough
     */
    void charged(SettleResult.Done done, Set<AccountId> watched) {
        if (done.charged() == 0 || shares.isEmpty()) {
            return;
        }
        for (AccountState state : done.accounts()) {
            OptionalLong limit = state.balance().limit().nanos();
            if (limit.isPresent() && limit.getAsLong() > 0 && watched.contains(state.account())) {
                tell(state, limit.getAsLong(), done.charged());
            }
        }
    }

    /**
     * A charge was made whose first answer was lost, and with it how the accounts stood right after. Tells every share that
     * an account has passed by now: rather once more than never.
     */
    void chargedBefore(List<AccountState> now) {
        for (AccountState state : now) {
            OptionalLong limit = state.balance().limit().nanos();
            if (limit.isPresent() && limit.getAsLong() > 0) {
                tell(state, limit.getAsLong(), Long.MAX_VALUE);
            }
        }
    }

    /** Whether anybody is told anything. */
    boolean any() {
        return !shares.isEmpty();
    }

    private void tell(AccountState state, long limit, long charged) {
        AccountBalance balance = state.balance();
        BigDecimal after = BigDecimal.valueOf(Math.addExact(balance.used(), balance.overage()));
        BigDecimal before = after.subtract(BigDecimal.valueOf(charged));
        BigDecimal bound = BigDecimal.valueOf(limit);
        for (BigDecimal share : shares) {
            BigDecimal threshold = bound.multiply(share);
            if (before.compareTo(threshold) < 0 && after.compareTo(threshold) >= 0) {
                listener.quotaThreshold(new QuotaThreshold(state.account(), share, balance));
            }
        }
    }
}
