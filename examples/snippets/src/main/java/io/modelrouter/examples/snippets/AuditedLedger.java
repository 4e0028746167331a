package io.modelrouter.examples.snippets;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

// <ledger>
/** A ledger that tells somebody of each first settlement; the books are another ledger's. */
public final class AuditedLedger implements QuotaLedger {
    private final QuotaLedger books;
    private final BiConsumer<ReservationId, SettleResult.Done> auditor;

    public AuditedLedger(QuotaLedger books, BiConsumer<ReservationId, SettleResult.Done> auditor) {
        this.books = books;
        this.auditor = auditor;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        return books.reserve(id, accounts, amount, ttl);
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        return books.renew(id, ttl, accrued);
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        return told(id, books.confirm(id, actual, source));
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        return told(id, books.release(id, reason));
    }

    @Override
    public int expireDue(int max) {
        return books.expireDue(max);
    }

    @Override
    public Optional<ReservationState> state(ReservationId id) {
        return books.state(id);
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        return books.balance(account);
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        books.setLimit(account, limit);
    }

    private SettleResult told(ReservationId id, SettleResult result) {
        if (result instanceof SettleResult.Done done) {
            auditor.accept(id, done);
        }
        return result;
    }
}
// </ledger>
