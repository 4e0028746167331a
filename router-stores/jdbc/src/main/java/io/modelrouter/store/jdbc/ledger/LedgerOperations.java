package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that an engine does in its own way. Arguments were checked; accounts are in the order of their ids. */
interface LedgerOperations {
    ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, long ttlNanos);

    SettleResult settle(ReservationId id, Settlement how, long actual, @Nullable String reason);

    /** Expires the earliest hold that is due. */
    Expiry expireOne();

    /** The ways in which a hold ends. */
    enum Settlement {
        CONFIRM,
        RELEASE,
        EXPIRE
    }

    /** What came of looking for a hold that is due. */
    enum Expiry {
        NONE_DUE,
        EXPIRED,
        /** Its charge does not fit a long; it got another hour. */
        POSTPONED
    }
}
