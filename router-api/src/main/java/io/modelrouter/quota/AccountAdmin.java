package io.modelrouter.quota;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to accounts, each change with its row in the audit. The ledgers that we ship implement it
 * beside {@link QuotaLedger}; a ledger of your own may.
 *
 * <p>Every change is one atomic step of the store together with its audit row, safe from any thread and any node. Where the
 * store cannot be reached an operation throws {@link LedgerUnavailableException}; repeating it with the same id is safe.
 */
public interface AccountAdmin {

    /**
     * Makes a change and writes its audit row. The same change again changes nothing and returns the first row.
     *
     * @throws AccountChangeException if the account is unknown (only {@link AccountChange.Kind#LIMIT} creates one), a top-up
     *     meets an unlimited account, a correction would take more back than was charged, an amount does not fit, or the id
     *     was used for another change; nothing was changed then
     */
    AuditEntry change(AccountChange change);

    /**
     * Sets a limit that stands in a configuration. It takes effect where it differs from the limit that was configured the
     * last time, and so leaves alone what an administrator changed since; a restart with the same configuration does nothing.
     * The actor of its audit row is {@value #CONFIGURATION}.
     *
     * @return the audit row; empty if nothing was changed
     */
    Optional<AuditEntry> configure(AccountId account, QuotaLimit limit);

    /**
     * The audit of an account, newest first.
     *
     * @param before the {@link AuditEntry#id()} that the page before ended with; null for the newest
     * @param max at least 1, at most 1,000
     */
    List<AuditEntry> audit(AccountId account, @Nullable String before, int max);

    /**
     * Accounts as they are now, in the order of their ids.
     *
     * @param prefix what their ids begin with, literally; may be empty
     * @param after the id that the page before ended with; null for the first
     * @param max at least 1, at most 1,000
     */
    List<AccountState> accounts(String prefix, @Nullable AccountId after, int max);

    /** The actor of changes that come from a configuration. */
    String CONFIGURATION = "configuration";
}
