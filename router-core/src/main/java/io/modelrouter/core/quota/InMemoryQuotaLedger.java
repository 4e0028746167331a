package io.modelrouter.core.quota;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a router that stands alone: exact, fast, and gone when the process ends. Several routers that share
 * accounts need a store of their own.
 *
 * <p>The fine points that {@link QuotaLedger} leaves to a store:
 *
 * <ul>
 *   <li>Every operation runs under one lock, held for about a microsecond at most; {@link #expireDue} takes it anew for
 *       each hold. Nothing is called and nothing is logged inside. Any thread, virtual ones too, may call.
 *   <li>Time is a count of nanoseconds that only goes forward, so a corrected time of day expires nothing. A hold is due
 *       when its whole ttl has passed. It stays HELD, and may be renewed and confirmed as ever, until
 *       {@link #expireDue} comes by; that takes the earliest first, at the same instant by id. A ttl over 100 years counts
 *       as 100 years.
 *   <li>{@code reserve}: accounts are compared as a set. Where several have too little, the first by id is named. A refusal
 *       leaves no trace, so its repeat is decided anew. An id that was released before it was reserved answers
 *       {@code Replay(RELEASED)}, whatever the arguments.
 *   <li>An unknown account has limit 0, so a hold of 0 stands on it; it is known from then on.
 *   <li>An account with overage gets no new hold, not even one of 0, and not even while other holds come free: only a
 *       raised limit clears overage. Setting the same or a lower limit moves nothing. What was held before the limit was
 *       lowered is charged to {@code used}; only what exceeds a hold can become overage. An account without a limit never
 *       has overage.
 *   <li>Each account of a reservation is charged alike, but its overage is its own; the result has the largest. After a late
 *       confirm {@code charged} and {@code overage} are the reservation's totals, expiry included.
 *   <li>A sum that does not fit a long is an {@link ArithmeticException} that changes nothing. A hold whose expiry would
 *       overflow stays for another hour, so that it stops neither the others nor loses its cost.
 *   <li>Settled reservations are remembered for 24 hours, counted again from a late confirm, but at most so many as the
 *       constructor says; then the longest settled are forgotten first. Ids are made in this process and repeated within
 *       seconds, so one that is forgotten does not come back. Open holds are never forgotten.
 *   <li>Accounts of budget periods (their ids have a {@code #}) are forgotten when no remembered reservation names them and
 *       they did not change for 400 days; those of a {@link BudgetWindow.Rolling rolling} window for twice its length and an
 *       hour, when the period has ended. {@link #expireDue} looks at 16 at a time, and each new one takes two along. Other
 *       accounts are never forgotten.
 *   <li>The audit keeps the newest 10,000 rows of all accounts together. A change whose row is gone is no longer known as a
 *       repeat.
 * </ul>
 */
public final class InMemoryQuotaLedger implements QuotaLedger, AccountAdmin {
    /** How many settled reservations are remembered unless said otherwise: about 30 MB at most. */
    public static final int DEFAULT_MAX_TERMINAL = 100_000;

    /** How many rows of the audit are kept: about 5 MB, more if reasons are long. */
    private static final int MAX_AUDIT = 10_000;

    private static final long TERMINAL_NANOS = Duration.ofHours(24).toNanos();
    private static final long POSTPONED_NANOS = Duration.ofHours(1).toNanos();
    private static final Duration MAX_TTL = Duration.ofDays(36_500);

    private static final ReserveResult GRANTED = new ReserveResult.Granted();
    private static final ReserveResult CONFLICT = new ReserveResult.Conflict();
    private static final SettleResult UNKNOWN = new SettleResult.Unknown();
    private static final SettleResult DONE_FREE = new SettleResult.Done(0, 0, List.of());

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final int maxTerminal;
    private final Accounts accounts = new Accounts();
    private final AccountAudit audit = new AccountAudit(MAX_AUDIT);
    private final Map<ReservationId, Reservation> reservations = new HashMap<>();
    private final ExpiryHeap holds = new ExpiryHeap();
    private final TerminalQueue settled = new TerminalQueue();

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     */
    public InMemoryQuotaLedger(LongSupplier nanoTime) {
        this(nanoTime, DEFAULT_MAX_TERMINAL);
    }

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     * @param maxTerminal how many settled reservations to remember, at least 1
     */
    public InMemoryQuotaLedger(LongSupplier nanoTime, int maxTerminal) {
        this(nanoTime, maxTerminal, InstantSource.system());
    }

    /**
     * @param nanoTime a count of nanoseconds that only goes forward, such as {@code System::nanoTime}
     * @param maxTerminal how many settled reservations to remember, at least 1
     * @param clock the time of day, for the audit alone
     */
    public InMemoryQuotaLedger(LongSupplier nanoTime, int maxTerminal, InstantSource clock) {
        if (maxTerminal < 1) {
            throw new IllegalArgumentException("maxTerminal must be at least 1, not " + maxTerminal);
        }
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
        this.maxTerminal = maxTerminal;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accountIds, long amount, Duration ttl) {
        Objects.requireNonNull(id, "id");
        requireAmount(amount, "amount");
        requireTtl(ttl);
        AccountId[] names = sortedWithoutRepeats(accountIds);
        lock.lock();
        try {
            Account[] payers = new Account[names.length];
            for (int i = 0; i < names.length; i++) {
                payers[i] = accounts.getOrNew(names[i]);
            }
            Reservation existing = reservations.get(id);
            if (existing != null) {
                return existing.isTombstone() || existing.hasArguments(payers, amount, ttl)
                        ? new ReserveResult.Replay(existing.state)
                        : CONFLICT;
            }
            for (Account payer : payers) {
                if (!payer.admits(amount)) {
                    return new ReserveResult.Insufficient(payer.id);
                }
            }
            Reservation hold = new Reservation(id, payers, amount, ttl);
            long now = nanoTime.getAsLong();
            hold.expiresAt = now + nanos(ttl);
            for (Account payer : payers) {
                accounts.change(payer, now);
                payer.reservations++;
                payer.hold(amount);
            }
            reservations.put(id, hold);
            holds.add(hold);
            return GRANTED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        Objects.requireNonNull(id, "id");
        requireTtl(ttl);
        requireAmount(accrued, "accrued");
        lock.lock();
        try {
            Reservation hold = reservations.get(id);
            if (hold == null || hold.state != ReservationState.HELD) {
                return RenewResult.GONE;
            }
            hold.accrued = Math.max(hold.accrued, accrued);
            holds.move(hold, nanoTime.getAsLong() + nanos(ttl));
            return RenewResult.OK;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        requireAmount(actual, "actual");
        lock.lock();
        try {
            Reservation reservation = reservations.get(id);
            if (reservation == null) {
                return UNKNOWN;
            }
            switch (reservation.state) {
                case HELD:
                    charge(reservation, reservation.amount, actual);
                    settle(reservation, ReservationState.CONFIRMED);
                    return done(reservation);
                case EXPIRED:
                    charge(reservation, 0, Math.max(0, actual - reservation.accrued));
                    settled.remove(reservation);
                    remember(reservation, ReservationState.CONFIRMED_LATE);
                    return done(reservation);
                default:
                    return replay(reservation);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
        lock.lock();
        try {
            Reservation reservation = reservations.get(id);
            if (reservation == null) {
                Reservation tombstone = Reservation.tombstone(id);
                reservations.put(id, tombstone);
                remember(tombstone, ReservationState.RELEASED);
                return DONE_FREE;
            }
            if (reservation.state != ReservationState.HELD) {
                return replay(reservation);
            }
            for (Account payer : reservation.accounts) {
                payer.release(reservation.amount);
            }
            settle(reservation, ReservationState.RELEASED);
            return done(reservation);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int expireDue(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, but is " + max);
        }
        int expired = 0;
        while (expired < max && expireOne()) {
            expired++;
        }
        return expired;
    }

    /** Expires the earliest hold if it is due; false if none is. */
    private boolean expireOne() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Reservation hold = holds.first();
            while (hold != null && hold.expiresAt - now <= 0) {
                try {
                    charge(hold, hold.amount, hold.accrued);
                    settle(hold, ReservationState.EXPIRED);
                    return true;
                } catch (ArithmeticException overflow) {
                    holds.move(hold, now + POSTPONED_NANOS);
                    hold = holds.first();
                }
            }
            forget(now);
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<ReservationState> state(ReservationId id) {
        lock.lock();
        try {
            return Optional.ofNullable(reservations.get(id)).map(reservation -> reservation.state);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        lock.lock();
        try {
            return Optional.ofNullable(accounts.get(account)).map(Account::balance);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(limit, "limit");
        lock.lock();
        try {
            Account changed = accounts.getOrNew(account);
            changed.setLimit(limit);
            accounts.change(changed, nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AuditEntry change(AccountChange change) {
        Objects.requireNonNull(change, "change");
        lock.lock();
        try {
            AuditEntry first = audit.find(change);
            return first != null ? first : apply(change);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<AuditEntry> configure(AccountId id, QuotaLimit limit) {
        Objects.requireNonNull(id, "account");
        Objects.requireNonNull(limit, "limit");
        lock.lock();
        try {
            Account account = accounts.getOrNew(id);
            if (!account.configure(limit)) {
                return Optional.empty();
            }
            accounts.change(account, nanoTime.getAsLong());
            String row = UUID.randomUUID().toString();
            return Optional.of(
                    apply(AccountChange.limit(row, id, limit, CONFIGURATION, "the configured limit changed")));
        } finally {
            lock.unlock();
        }
    }

    private AuditEntry apply(AccountChange change) {
        boolean isLimit = change.kind() == AccountChange.Kind.LIMIT;
        Account account = accounts.get(change.account());
        if (account == null) {
            if (!isLimit) {
                throw new AccountChangeException("the account " + change.account() + " is unknown");
            }
            account = accounts.getOrNew(change.account());
        }
        AccountBalance before = account.balance();
        switch (change.kind()) {
            case TOP_UP -> account.topUp(change.amount());
            case CORRECTION -> account.correct(change.amount());
            case LIMIT -> account.setLimit(Objects.requireNonNull(change.limit()));
        }
        accounts.change(account, nanoTime.getAsLong());
        AuditEntry row = new AuditEntry(change, clock.instant(), before, account.balance());
        audit.add(row);
        return row;
    }

    @Override
    public List<AuditEntry> audit(AccountId account, @Nullable String before, int max) {
        Objects.requireNonNull(account, "account");
        requirePage(max);
        return audit.page(account, before, max);
    }

    @Override
    public List<AccountState> accounts(String prefix, @Nullable AccountId after, int max) {
        Objects.requireNonNull(prefix, "prefix");
        requirePage(max);
        List<AccountState> states = new ArrayList<>();
        for (AccountId id : accounts.names(prefix, after, max)) {
            balance(id).ifPresent(balance -> states.add(new AccountState(id, balance)));
        }
        return states;
    }

    /** How many reservations are HELD now. */
    public int heldCount() {
        lock.lock();
        try {
            return holds.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many settled reservations are remembered now. */
    public int terminalCount() {
        lock.lock();
        try {
            return settled.size();
        } finally {
            lock.unlock();
        }
    }

    /** The hold of each account gives way to a charge; all accounts are charged or, on an overflow, none. */
    private static void charge(Reservation reservation, long hold, long actual) {
        long total = Math.addExact(reservation.charged, actual);
        Account[] payers = reservation.accounts;
        for (Account payer : payers) {
            payer.checkCharge(hold, actual);
        }
        for (int i = 0; i < payers.length; i++) {
            long beyond = payers[i].charge(hold, actual);
            if (beyond > 0) {
                reservation.addOverage(i, beyond);
            }
        }
        reservation.charged = total;
    }

    private void settle(Reservation hold, ReservationState state) {
        holds.remove(hold);
        remember(hold, state);
    }

    private void remember(Reservation reservation, ReservationState state) {
        long now = nanoTime.getAsLong();
        reservation.state = state;
        reservation.settledAt = now;
        for (Account payer : reservation.accounts) {
            payer.changedAt = now;
        }
        settled.add(reservation);
        if (settled.size() > maxTerminal) {
            forgetOldest();
        }
        // Two for each one that comes keeps the queue from growing and the lock short.
        if (isForgettable(settled.oldest(), now)) {
            forgetOldest();
            if (isForgettable(settled.oldest(), now)) {
                forgetOldest();
            }
        }
    }

    private void forget(long now) {
        for (int i = 0; i < 16 && isForgettable(settled.oldest(), now); i++) {
            forgetOldest();
        }
        accounts.forget(now, 16);
    }

    private static boolean isForgettable(@Nullable Reservation oldest, long now) {
        return oldest != null && now - oldest.settledAt >= TERMINAL_NANOS;
    }

    private void forgetOldest() {
        Reservation oldest = Objects.requireNonNull(settled.oldest());
        settled.remove(oldest);
        reservations.remove(oldest.id);
        for (Account payer : oldest.accounts) {
            payer.reservations--;
        }
    }

    private static SettleResult done(Reservation reservation) {
        List<AccountState> states = new ArrayList<>(reservation.accounts.length);
        for (Account account : reservation.accounts) {
            states.add(new AccountState(account.id, account.balance()));
        }
        return new SettleResult.Done(reservation.charged, reservation.overage, states);
    }

    private static SettleResult replay(Reservation reservation) {
        return new SettleResult.Replay(reservation.state, reservation.charged, reservation.overage);
    }

    private static AccountId[] sortedWithoutRepeats(List<AccountId> accountIds) {
        AccountId[] names = accountIds.toArray(new AccountId[0]);
        if (names.length == 0) {
            throw new IllegalArgumentException("a reservation needs an account");
        }
        if (names.length > 1) {
            Arrays.sort(names, Comparator.naturalOrder());
            for (int i = 1; i < names.length; i++) {
                if (names[i].equals(names[i - 1])) {
                    throw new IllegalArgumentException("the account " + names[i] + " is named twice");
                }
            }
        }
        return names;
    }

    private static long nanos(Duration ttl) {
        return ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL.toNanos() : ttl.toNanos();
    }

    private static void requireAmount(long amount, String name) {
        if (amount < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + amount);
        }
    }

    private static void requirePage(int max) {
        if (max < 1 || max > 1_000) {
            throw new IllegalArgumentException("max must be 1 to 1000, not " + max);
        }
    }

    private static void requireTtl(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, but is " + ttl);
        }
    }
}
