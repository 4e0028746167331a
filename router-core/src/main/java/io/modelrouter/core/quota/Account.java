package io.modelrouter.core.quota;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import org.jspecify.annotations.Nullable;

/**
 * One account of the in-memory ledger. Its owner's lock guards it. The sum of the three amounts always fits a long: each
 * change that could break that is asked for first.
 */
final class Account {
    final AccountId id;
    private QuotaLimit limit;
    /** The bound, or -1 for none; only this class knows about the -1. */
    private long bound;

    /** What a configuration said the last time. */
    private @Nullable QuotaLimit configured;

    private long held;
    private long used;
    private long overage;

    /** By the ledger's clock. */
    long changedAt;

    /** How many reservations that the ledger remembers name this account. */
    int reservations;

    Account(AccountId id, QuotaLimit limit) {
        this.id = id;
        this.limit = limit;
        this.bound = limit.nanos().orElse(-1);
    }

    /**
     * Whether a new hold of this amount may stand here.
     *
     * @throws ArithmeticException if the account has no limit and its sums would overflow
     */
    boolean admits(long amount) {
        if (overage > 0) {
            return false;
        }
        if (bound < 0) {
            Math.addExact(held + used, amount);
            return true;
        }
        return amount <= bound - held - used;
    }

    void hold(long amount) {
        held += amount;
    }

    void release(long amount) {
        held -= amount;
    }

    /**
     * @throws ArithmeticException if the sums would overflow when the hold gives way to the charge
     */
    void checkCharge(long hold, long actual) {
        Math.addExact(held - hold + used + overage, actual);
    }

    /** The hold gives way to the charge; returns what of it went beyond the limit. */
    long charge(long hold, long actual) {
        held -= hold;
        long within = Math.min(hold, actual);
        used += within;
        long excess = actual - within;
        if (bound < 0) {
            used += excess;
            return 0;
        }
        long fits = Math.min(excess, Math.max(0, bound - held - used - overage));
        used += fits;
        overage += excess - fits;
        return excess - fits;
    }

    void setLimit(QuotaLimit newLimit) {
        long newBound = newLimit.nanos().orElse(-1);
        boolean raised = bound >= 0 && (newBound < 0 || newBound > bound);
        limit = newLimit;
        bound = newBound;
        if (raised) {
            long moved = newBound < 0 ? overage : Math.min(overage, Math.max(0, newBound - held - used));
            overage -= moved;
            used += moved;
        }
    }

    /**
     * @throws AccountChangeException if there is no limit, or the sum would not fit; nothing was changed then
     */
    void topUp(long amount) {
        if (bound < 0) {
            throw new AccountChangeException("the account " + id + " has no limit that could be topped up");
        }
        if (amount > Long.MAX_VALUE - bound) {
            throw new AccountChangeException("the limit of the account " + id + " would be too large");
        }
        setLimit(QuotaLimit.of(bound + amount));
    }

    /**
     * Charges without a hold, or gives back.
     *
     * @throws AccountChangeException if more would be given back than was charged, or the sum would not fit; nothing was
     *     changed then
     */
    void correct(long amount) {
        if (amount > 0) {
            if (amount > Long.MAX_VALUE - held - used - overage) {
                throw new AccountChangeException("the account " + id + " would be charged more than can be counted");
            }
            charge(0, amount);
            return;
        }
        long back = -amount;
        if (back > used + overage) {
            throw new AccountChangeException(
                    "the account " + id + " would get back more than the " + (used + overage) + " it was charged");
        }
        long fromOverage = Math.min(back, overage);
        overage -= fromOverage;
        used -= back - fromOverage;
    }

    /** Whether this differs from what was configured the last time, which it is from now on. */
    boolean configure(QuotaLimit newLimit) {
        boolean differs = !newLimit.equals(configured);
        configured = newLimit;
        return differs;
    }

    AccountBalance balance() {
        return new AccountBalance(limit, held, used, overage);
    }
}
