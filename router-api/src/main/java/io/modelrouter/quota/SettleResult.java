package io.modelrouter.quota;

/** What became of {@link QuotaLedger#confirm} or {@link QuotaLedger#release}. */
public sealed interface SettleResult {

    /**
     * This call settled it.
     *
     * @param charged nano-credits charged to each account
     * @param overage the largest part of it that went beyond an account's limit
     */
    record Done(long charged, long overage) implements SettleResult {}

    /** It had been settled before; nothing was changed. The first result comes again. */
    record Replay(ReservationState state, long charged, long overage) implements SettleResult {}

    /** No reservation has this id (only from {@code confirm}; {@code release} leaves a tombstone instead). */
    record Unknown() implements SettleResult {}
}
