package io.modelrouter.quota;

/** What became of {@link QuotaLedger#reserve}. */
public sealed interface ReserveResult {

    /** The hold stands on every account. */
    record Granted() implements ReserveResult {}

    /** This account had too little; nothing was changed on any. */
    record Insufficient(AccountId account) implements ReserveResult {}

    /** The same reservation exists with equal arguments; nothing was changed. */
    record Replay(ReservationState state) implements ReserveResult {}

    /** The id exists with other arguments; nothing was changed. */
    record Conflict() implements ReserveResult {}
}
