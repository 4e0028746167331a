package io.modelrouter.core.quota;

import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One reservation of the in-memory ledger, which is also its own link in the queues it stands in. Its owner's lock guards it. */
final class Reservation {
    /** What stands in {@link #accounts} of a tombstone. */
    private static final Account[] NONE = {};

    final ReservationId id;
    /** In the order of their ids. */
    final Account[] accounts;

    final long amount;
    final @Nullable Duration ttl;

    ReservationState state;
    long accrued;
    /** All that was charged to each account. */
    long charged;
    /** The largest part of {@link #charged} beyond an account's limit. */
    long overage;
    /** For each account the part of {@link #charged} beyond its limit; null while that is nothing anywhere. */
    private long @Nullable [] overages;

    /** By the ledger's clock; meaningful while HELD. */
    long expiresAt;
    /** Place in the {@link ExpiryHeap}. */
    int heapIndex = -1;

    /** By the ledger's clock; meaningful when terminal. */
    long settledAt;

    @Nullable
    Reservation older;

    @Nullable
    Reservation newer;

    Reservation(ReservationId id, Account[] accounts, long amount, Duration ttl) {
        this.id = id;
        this.accounts = accounts;
        this.amount = amount;
        this.ttl = ttl;
        this.state = ReservationState.HELD;
    }

    private Reservation(ReservationId id) {
        this.id = id;
        this.accounts = NONE;
        this.amount = 0;
        this.ttl = null;
        this.state = ReservationState.RELEASED;
    }

    /** What a release leaves where there was nothing. */
    static Reservation tombstone(ReservationId id) {
        return new Reservation(id);
    }

    void addOverage(int account, long beyond) {
        long[] all = overages == null ? new long[accounts.length] : overages;
        all[account] += beyond;
        overages = all;
        overage = Math.max(overage, all[account]);
    }

    boolean isTombstone() {
        return ttl == null;
    }

    boolean hasArguments(Account[] otherAccounts, long otherAmount, Duration otherTtl) {
        return amount == otherAmount && otherTtl.equals(ttl) && Arrays.equals(accounts, otherAccounts);
    }
}
