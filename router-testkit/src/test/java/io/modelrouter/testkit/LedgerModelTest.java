package io.modelrouter.testkit;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
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
import org.junit.jupiter.api.DisplayName;

/** The model is a ledger like any other, only slow; and the contract can be met. */
@DisplayName("The reference model")
class LedgerModelTest extends QuotaLedgerContract {

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return new OneAtATime(new LedgerModel(clock));
    }

    @Override
    protected int histories() {
        return 1;
    }

    @Override
    protected int bankOperations() {
        return 400;
    }

    private record OneAtATime(LedgerModel model) implements QuotaLedger {
        @Override
        public synchronized ReserveResult reserve(
                ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
            return model.reserve(id, accounts, amount, ttl);
        }

        @Override
        public synchronized RenewResult renew(ReservationId id, Duration ttl, long accrued) {
            return model.renew(id, ttl, accrued);
        }

        @Override
        public synchronized SettleResult confirm(ReservationId id, long actual, UsageSource source) {
            return model.confirm(id, actual, source);
        }

        @Override
        public synchronized SettleResult release(ReservationId id, String reason) {
            return model.release(id, reason);
        }

        @Override
        public synchronized int expireDue(int max) {
            return model.expireDue(max);
        }

        @Override
        public synchronized Optional<AccountBalance> balance(AccountId account) {
            return model.balance(account);
        }

        @Override
        public synchronized void setLimit(AccountId account, QuotaLimit limit) {
            model.setLimit(account, limit);
        }
    }
}
