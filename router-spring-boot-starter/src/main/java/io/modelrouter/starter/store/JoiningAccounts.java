package io.modelrouter.starter.store;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to accounts, and nothing else of the ledger behind it: so that nobody gets it in place of the
 * router's own ledger, whose calls never join a transaction of the host.
 */
final class JoiningAccounts implements AccountAdmin {
    private final AccountAdmin ledger;

    JoiningAccounts(AccountAdmin ledger) {
        this.ledger = ledger;
    }

    @Override
    public AuditEntry change(AccountChange change) {
        return ledger.change(change);
    }

    @Override
    public Optional<AuditEntry> configure(AccountId account, QuotaLimit limit) {
        return ledger.configure(account, limit);
    }

    @Override
    public List<AuditEntry> audit(AccountId account, @Nullable String before, int max) {
        return ledger.audit(account, before, max);
    }

    @Override
    public List<AccountState> accounts(String prefix, @Nullable AccountId after, int max) {
        return ledger.accounts(prefix, after, max);
    }
}
