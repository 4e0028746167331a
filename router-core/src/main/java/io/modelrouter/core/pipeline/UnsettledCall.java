package io.modelrouter.core.pipeline;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told the ledger of one call, and, where that has to wait, the record that waits with it. The record and the
 * ledger's words may come in any order; whoever is second writes the record with the words in it. Thread-safe.
 */
final class UnsettledCall {
    final ReservationId id;
    /** What to charge; null to release the hold. */
    final @Nullable Long nanos;

    final UsageSource source;
    final Set<AccountId> watched;
    /** When the hold was last renewed, by the router's count of nanoseconds. */
    final long renewedNanos;

    /** With what the hold is asked for first, where it is not known whether the ledger has it; else null. */
    final @Nullable HoldTerms terms;

    private @Nullable CallRecord record;
    private @Nullable Settlement words;

    /**
     * What the ledger said.
     *
     * @param state what became of the hold; null if it knew none
     * @param charged nano-credits
     * @param overage the largest part of them beyond an account's limit
     */
    record Settlement(@Nullable ReservationState state, long charged, long overage) {}

    UnsettledCall(
            ReservationId id,
            @Nullable Long nanos,
            UsageSource source,
            Set<AccountId> watched,
            long renewedNanos,
            @Nullable HoldTerms terms) {
        this.id = id;
        this.nanos = nanos;
        this.source = source;
        this.watched = watched;
        this.renewedNanos = renewedNanos;
        this.terms = terms;
    }

    /** The record was written without the ledger's words; returns it with them if they are known by now, else null. */
    synchronized @Nullable CallRecord recorded(CallRecord written) {
        record = written;
        return complete();
    }

    /** The ledger has spoken; returns the record with its words if there is one by now, else null. */
    synchronized @Nullable CallRecord settled(Settlement said) {
        words = said;
        return complete();
    }

    private @Nullable CallRecord complete() {
        CallRecord written = record;
        Settlement said = words;
        if (written == null || said == null) {
            return null;
        }
        return written.toBuilder()
                .cost(written.cost() == null ? null : Long.valueOf(said.charged))
                .overage(said.overage)
                .settlement(said.state)
                .build();
    }
}
