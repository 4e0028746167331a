package io.modelrouter.quota;

import java.util.List;

/** What became of {@link QuotaLedger#confirm} or {@link QuotaLedger#release}. */
public sealed interface SettleResult {

    /**
     * This call settled it.
     *
     * @param charged nano-credits charged to each account
     * @param overage the largest part of it that went beyond an account's limit
     * @param accounts how each account stood right after, as part of the same step, in the order of their ids; empty where a
     *     tombstone was left
     */
    record Done(long charged, long overage, List<AccountState> accounts) implements SettleResult {
        public Done {
            accounts = List.copyOf(accounts);
        }
    }

    /** It had been settled before; nothing was changed. The first result comes again, but for the balances. */
    record Replay(ReservationState state, long charged, long overage) implements SettleResult {}

    /** No reservation has this id (only from {@code confirm}; {@code release} leaves a tombstone instead). */
    record Unknown() implements SettleResult {}
}
