package io.modelrouter.quota;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The two-phase ledger: an amount is held before a call and settled after it, exactly once. Implement it over your own
 * database or take one of ours.
 *
 * <p>Every operation is one atomic step of the store, safe from any thread and any node, and idempotent: repeated with
 * equal arguments it returns its first result and changes nothing. Reads never decide: the limit test and the change are
 * one step. Terminal records stay at least 24 hours. Amounts are nano-credits ({@link Credits}) and never negative.
 *
 * <p>At every instant, for every account: {@code held} is the sum of the HELD amounts; {@code used + overage} is the sum of
 * all charges; {@code used + held <= limit} except after the limit was lowered; each reservation is settled once.
 *
 * <p>Where the store cannot be reached an operation throws {@link LedgerUnavailableException}; it never guesses.
 */
public interface QuotaLedger {

    /**
     * Creates a HELD reservation and adds the amount to {@code held} of every account, or changes nothing. An account that
     * has overage gets no new hold. An unknown account counts as one with limit 0.
     *
     * @param accounts at least one, without repeats
     * @param amount 0 or more
     * @param ttl how long the hold lasts by the store's clock unless renewed; equal to another only to the nanosecond, for calls
     *     that a client named are told apart by it
     */
    ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl);

    /**
     * Moves the expiry and stores the cost accrued so far, which never decreases.
     *
     * @param ttl counted from now, by the store's clock
     */
    RenewResult renew(ReservationId id, Duration ttl, long accrued);

    /**
     * Removes the hold and charges {@code actual}. What exceeds the hold takes from the available amount; the rest goes to
     * {@code overage}. After an expiry it charges {@code max(0, actual - accrued)} once more and marks CONFIRMED_LATE. Never
     * fails for lack of quota.
     */
    SettleResult confirm(ReservationId id, long actual, UsageSource source);

    /** Removes the hold and charges nothing. An unknown id gets a RELEASED tombstone, so that a late reserve is refused. */
    SettleResult release(ReservationId id, String reason);

    /**
     * Expires holds past their time, the earliest first: charges what had accrued, removes the rest. Any node may call it at
     * any time.
     *
     * @param max most reservations to expire in this step
     * @return how many were expired
     */
    int expireDue(int max);

    /**
     * Where a reservation stands now; empty if it is unknown, or if this ledger does not tell. Asked where a client repeats a
     * call under its own {@code Idempotency-Key} and {@link #reserve} says CONFLICT: without it such a call is refused also
     * where the first one was released.
     */
    default Optional<ReservationState> state(ReservationId id) {
        return Optional.empty();
    }

    /** The account as it is now; empty if it is unknown. Never used to admit a call. */
    Optional<AccountBalance> balance(AccountId account);

    /**
     * Creates the account or changes its limit. Raising it moves overage into {@code used} first. Holds and charges stay.
     */
    void setLimit(AccountId account, QuotaLimit limit);
}
