package io.modelrouter.testkit;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One operation, or time that passes. */
sealed interface LedgerStep {
    /** Does it and gives what the ledger answered. */
    Object apply(QuotaLedger ledger);

    record Reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return ledger.reserve(id, accounts, amount, ttl);
        }
    }

    record Renew(ReservationId id, Duration ttl, long accrued) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return ledger.renew(id, ttl, accrued);
        }
    }

    record Confirm(ReservationId id, long actual) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return ledger.confirm(id, actual, UsageSource.REPORTED);
        }
    }

    record Release(ReservationId id) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return ledger.release(id, "history");
        }
    }

    record ExpireDue(int max) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return ledger.expireDue(max);
        }
    }

    record SetLimit(AccountId account, QuotaLimit limit) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            ledger.setLimit(account, limit);
            return "";
        }
    }

    record Advance(Duration time) implements LedgerStep {
        @Override
        public Object apply(QuotaLedger ledger) {
            return "";
        }
    }

    /** An operation of an administrator. */
    sealed interface AdminStep extends LedgerStep {
        /** What the administrator answered, without what stores may choose themselves. */
        Object of(AccountAdmin admin);

        @Override
        default Object apply(QuotaLedger ledger) {
            return of((AccountAdmin) ledger);
        }

        /** Stores may keep milliseconds only, and name the rows of configured limits as they like. */
        static AuditEntry comparable(AuditEntry row) {
            AccountChange change = row.change();
            if (change.actor().equals(AccountAdmin.CONFIGURATION)) {
                change = AccountChange.limit(
                        "any",
                        change.account(),
                        Objects.requireNonNull(change.limit()),
                        AccountAdmin.CONFIGURATION,
                        "");
            }
            return new AuditEntry(change, row.time().truncatedTo(ChronoUnit.MILLIS), row.before(), row.after());
        }
    }

    record Change(AccountChange change) implements AdminStep {
        @Override
        public Object of(AccountAdmin admin) {
            try {
                return AdminStep.comparable(admin.change(change));
            } catch (AccountChangeException e) {
                return "refused";
            }
        }
    }

    record Configure(AccountId account, QuotaLimit limit) implements AdminStep {
        @Override
        public Object of(AccountAdmin admin) {
            return admin.configure(account, limit).map(AdminStep::comparable);
        }
    }

    record ReadAudit(AccountId account, @Nullable String before, int max) implements AdminStep {
        @Override
        public Object of(AccountAdmin admin) {
            return admin.audit(account, before, max).stream()
                    .map(AdminStep::comparable)
                    .toList();
        }
    }

    record ReadAccounts(String prefix, @Nullable AccountId after, int max) implements AdminStep {
        @Override
        public Object of(AccountAdmin admin) {
            return admin.accounts(prefix, after, max);
        }
    }
}
