package io.modelrouter.testkit;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger has to do, written to be obviously right and for nothing else: it keeps every reservation and every booking
 * and adds them up anew for each question. Real ledgers are compared with it, operation by operation, by
 * {@link LedgerHistory}. It forgets nothing. Not thread-safe.
 */
public final class LedgerModel implements QuotaLedger, AccountAdmin {
    private final InstantSource clock;
    private final Map<AccountId, QuotaLimit> limits = new TreeMap<>();
    private final Map<ReservationId, Entry> entries = new HashMap<>();
    private final List<Booking> bookings = new ArrayList<>();
    private final AuditModel audit = new AuditModel();

    /** What was once charged to an account, or moved there from overage to used. */
    private record Booking(AccountId account, long used, long overage) {}

    private static final class Entry {
        final @Nullable Request request;
        ReservationState state;
        Instant expiry = Instant.MAX;
        long accrued;
        long charged;
        final Map<AccountId, Long> overage = new HashMap<>();

        Entry(@Nullable Request request, ReservationState state) {
            this.request = request;
            this.state = state;
        }

        long largestOverage() {
            return overage.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        boolean holds(AccountId account) {
            return request != null && state == ReservationState.HELD && request.accounts.contains(account);
        }
    }

    private record Request(TreeSet<AccountId> accounts, long amount, Duration ttl) {}

    public LedgerModel(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        Request request = new Request(new TreeSet<>(accounts), amount, ttl);
        require(
                !accounts.isEmpty() && request.accounts.size() == accounts.size(),
                "accounts: at least one, no repeats");
        require(amount >= 0, "amount: 0 or more");
        require(!ttl.isNegative(), "ttl: 0 or more");
        Entry existing = entries.get(id);
        if (existing != null) {
            boolean same = existing.request == null || existing.request.equals(request);
            return same ? new ReserveResult.Replay(existing.state) : new ReserveResult.Conflict();
        }
        for (AccountId account : request.accounts) {
            Math.addExact(sum(account), amount);
            OptionalLong room = room(account);
            if (overage(account) > 0 || room.isPresent() && amount > room.getAsLong()) {
                return new ReserveResult.Insufficient(account);
            }
        }
        for (AccountId account : request.accounts) {
            limits.putIfAbsent(account, QuotaLimit.of(0));
        }
        Entry entry = new Entry(request, ReservationState.HELD);
        entry.expiry = clock.instant().plus(ttl);
        entries.put(id, entry);
        return new ReserveResult.Granted();
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        require(!ttl.isNegative(), "ttl: 0 or more");
        require(accrued >= 0, "accrued: 0 or more");
        Entry entry = entries.get(id);
        if (entry == null || entry.state != ReservationState.HELD) {
            return RenewResult.GONE;
        }
        entry.expiry = clock.instant().plus(ttl);
        entry.accrued = Math.max(entry.accrued, accrued);
        return RenewResult.OK;
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        require(actual >= 0, "actual: 0 or more");
        Entry entry = entries.get(id);
        if (entry == null) {
            return new SettleResult.Unknown();
        }
        if (entry.state == ReservationState.HELD) {
            charge(entry, actual, ReservationState.CONFIRMED);
            return done(entry);
        }
        if (entry.state == ReservationState.EXPIRED) {
            charge(entry, Math.max(0, actual - entry.accrued), ReservationState.CONFIRMED_LATE);
            return done(entry);
        }
        return replay(entry);
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        Entry entry = entries.get(id);
        if (entry == null) {
            entries.put(id, new Entry(null, ReservationState.RELEASED));
            return new SettleResult.Done(0, 0, List.of());
        }
        if (entry.state == ReservationState.HELD) {
            entry.state = ReservationState.RELEASED;
            return done(entry);
        }
        return replay(entry);
    }

    @Override
    public int expireDue(int max) {
        require(max >= 0, "max: 0 or more");
        Instant now = clock.instant();
        List<Entry> due = entries.values().stream()
                .filter(entry -> entry.state == ReservationState.HELD && !entry.expiry.isAfter(now))
                .sorted(Comparator.comparing((Entry entry) -> entry.expiry))
                .limit(max)
                .toList();
        for (Entry entry : due) {
            charge(entry, entry.accrued, ReservationState.EXPIRED);
        }
        return due.size();
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        return Optional.ofNullable(limits.get(account))
                .map(limit -> new AccountBalance(limit, held(account), used(account), overage(account)));
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        QuotaLimit before = limits.put(account, limit);
        boolean raised = before != null && bound(limit) > bound(before);
        if (raised) {
            long room = Math.max(0, bound(limit) - used(account) - held(account));
            long moved = Math.min(room, overage(account));
            bookings.add(new Booking(account, moved, -moved));
        }
    }

    @Override
    public AuditEntry change(AccountChange change) {
        Optional<AuditEntry> first = audit.find(change);
        if (first.isPresent()) {
            return first.get();
        }
        AccountId account = change.account();
        Optional<AccountBalance> known = balance(account);
        if (known.isEmpty() && change.kind() != AccountChange.Kind.LIMIT) {
            throw new AccountChangeException("the account " + account + " is unknown");
        }
        AccountBalance before = known.orElse(new AccountBalance(QuotaLimit.of(0), 0, 0, 0));
        switch (change.kind()) {
            case TOP_UP -> topUp(account, before, change.amount());
            case CORRECTION -> correct(account, before, change.amount());
            case LIMIT -> setLimit(account, Objects.requireNonNull(change.limit()));
        }
        return audit.add(change, clock.instant(), before, balance(account).orElseThrow());
    }

    private void topUp(AccountId account, AccountBalance before, long amount) {
        long limit = before.limit()
                .nanos()
                .orElseThrow(() -> new AccountChangeException("the account " + account + " has no limit to add to"));
        refuse(amount > Long.MAX_VALUE - limit, "the limit would not fit");
        setLimit(account, QuotaLimit.of(limit + amount));
    }

    private void correct(AccountId account, AccountBalance before, long amount) {
        if (amount < 0) {
            refuse(-amount > before.used() + before.overage(), "more would be given back than was charged");
            long fromOverage = Math.min(-amount, before.overage());
            bookings.add(new Booking(account, amount + fromOverage, -fromOverage));
            return;
        }
        refuse(amount > Long.MAX_VALUE - sum(account), "the sum of the account would not fit");
        OptionalLong room = room(account);
        long fits = room.isEmpty() ? amount : Math.min(amount, Math.max(0, room.getAsLong()));
        bookings.add(new Booking(account, fits, amount - fits));
    }

    private static void refuse(boolean condition, String words) {
        if (condition) {
            throw new AccountChangeException(words);
        }
    }

    @Override
    public Optional<AuditEntry> configure(AccountId account, QuotaLimit limit) {
        if (!audit.configure(account, limit)) {
            return Optional.empty();
        }
        return Optional.of(
                change(AccountChange.limit(audit.newId(), account, limit, CONFIGURATION, "the configured limit")));
    }

    @Override
    public List<AuditEntry> audit(AccountId account, @Nullable String before, int max) {
        require(max >= 1 && max <= 1_000, "max: 1 to 1000");
        return audit.page(account, before, max);
    }

    @Override
    public List<AccountState> accounts(String prefix, @Nullable AccountId after, int max) {
        require(max >= 1 && max <= 1_000, "max: 1 to 1000");
        return limits.keySet().stream()
                .filter(account -> account.value().startsWith(prefix))
                .filter(account -> after == null || account.compareTo(after) > 0)
                .limit(max)
                .map(account -> new AccountState(account, balance(account).orElseThrow()))
                .toList();
    }

    /** The entry leaves its present state; whatever it held is free; then so much is charged to each account. */
    private void charge(Entry entry, long amount, ReservationState next) {
        Request request = entry.request;
        if (request == null) {
            throw new IllegalStateException("a tombstone is never charged");
        }
        long freed = entry.state == ReservationState.HELD ? request.amount : 0;
        for (AccountId account : request.accounts) {
            Math.addExact(sum(account) - freed, amount);
        }
        entry.state = next;
        entry.charged = Math.addExact(entry.charged, amount);
        for (AccountId account : request.accounts) {
            long within = Math.min(amount, freed);
            bookings.add(new Booking(account, within, 0));
            long excess = amount - within;
            OptionalLong room = room(account);
            long fits = room.isEmpty() ? excess : Math.min(excess, Math.max(0, room.getAsLong()));
            bookings.add(new Booking(account, fits, excess - fits));
            entry.overage.merge(account, excess - fits, Long::sum);
        }
    }

    private long held(AccountId account) {
        long held = 0;
        for (Entry entry : entries.values()) {
            if (entry.holds(account) && entry.request != null) {
                held = Math.addExact(held, entry.request.amount);
            }
        }
        return held;
    }

    private long used(AccountId account) {
        return bookings.stream()
                .filter(b -> b.account.equals(account))
                .mapToLong(Booking::used)
                .sum();
    }

    private long overage(AccountId account) {
        return bookings.stream()
                .filter(b -> b.account.equals(account))
                .mapToLong(Booking::overage)
                .sum();
    }

    private long sum(AccountId account) {
        return held(account) + used(account) + overage(account);
    }

    /** What is available; empty without a limit. */
    private OptionalLong room(AccountId account) {
        OptionalLong bound = limits.getOrDefault(account, QuotaLimit.of(0)).nanos();
        return bound.isEmpty() ? bound : OptionalLong.of(bound.getAsLong() - sum(account));
    }

    private static long bound(QuotaLimit limit) {
        return limit.nanos().orElse(Long.MAX_VALUE);
    }

    private SettleResult done(Entry entry) {
        List<AccountState> states = new ArrayList<>();
        if (entry.request != null) {
            for (AccountId account : entry.request.accounts) {
                states.add(new AccountState(account, balance(account).orElseThrow()));
            }
        }
        return new SettleResult.Done(entry.charged, entry.largestOverage(), states);
    }

    private static SettleResult replay(Entry entry) {
        return new SettleResult.Replay(entry.state, entry.charged, entry.largestOverage());
    }

    private static void require(boolean condition, String words) {
        if (!condition) {
            throw new IllegalArgumentException(words);
        }
    }
}
