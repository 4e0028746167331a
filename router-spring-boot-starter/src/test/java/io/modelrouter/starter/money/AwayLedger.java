package io.modelrouter.starter.money;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A ledger that is away for a while, again and again: for some operations it is there, for some it is not, and of those half
 * are done all the same, only their answer is lost. Counted in operations, by a seed.
 */
final class AwayLedger implements QuotaLedger {
    private final QuotaLedger there;
    private final SplittableRandom random;
    private final int mostThere;
    private final int mostAway;

    private boolean away;
    private int left;
    private boolean backForGood;
    private int refused;
    private int lost;

    /**
     * @param mostThere operations in a row that it answers at most
     * @param mostAway operations in a row that it does not, at most
     */
    AwayLedger(QuotaLedger there, long seed, int mostThere, int mostAway) {
        this.there = there;
        this.random = new SplittableRandom(seed);
        this.mostThere = mostThere;
        this.mostAway = mostAway;
        this.left = mostThere;
    }

    private enum Fate {
        DONE,
        LOST,
        REFUSED
    }

    private synchronized Fate fate() {
        if (backForGood) {
            return Fate.DONE;
        }
        if (left-- == 0) {
            away = !away;
            left = 1 + random.nextInt(away ? mostAway : mostThere);
        }
        if (!away) {
            return Fate.DONE;
        }
        if (random.nextBoolean()) {
            lost++;
            return Fate.LOST;
        }
        refused++;
        return Fate.REFUSED;
    }

    private <T> T reach(Supplier<T> operation) {
        Fate fate = fate();
        if (fate == Fate.REFUSED) {
            throw new LedgerUnavailableException("away", null);
        }
        T result = operation.get();
        if (fate == Fate.LOST) {
            throw new LedgerUnavailableException("away before it answered", null);
        }
        return result;
    }

    synchronized void comeBack() {
        backForGood = true;
    }

    /** Operations that were not done. */
    synchronized int refused() {
        return refused;
    }

    /** Operations that were done without an answer. */
    synchronized int lost() {
        return lost;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        return reach(() -> there.reserve(id, accounts, amount, ttl));
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        return reach(() -> there.renew(id, ttl, accrued));
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        return reach(() -> there.confirm(id, actual, source));
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        return reach(() -> there.release(id, reason));
    }

    @Override
    public int expireDue(int max) {
        return reach(() -> there.expireDue(max));
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        return reach(() -> there.balance(account));
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        there.setLimit(account, limit);
    }
}
