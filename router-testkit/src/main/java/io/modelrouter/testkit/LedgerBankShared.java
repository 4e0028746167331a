package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that all threads of the {@link LedgerBank} share. Of these nobody can foretell the answers; but no amount is
 * ever negative, nothing is held or used beyond a limit that was never lowered, every reservation is settled once, every
 * change counts once, and at the end of a round all charges add up to the last unit.
 */
final class LedgerBankShared {
    private static final List<AccountId> RAISED =
            List.of(new AccountId("bank:a"), new AccountId("bank:b"), new AccountId("bank:c"));
    private static final AccountId OPEN = new AccountId("bank:open");
    /** Whose limit goes up and down. */
    private static final AccountId MOVING = new AccountId("bank:moving");

    private static final List<AccountId> ACCOUNTS = List.of(RAISED.get(0), RAISED.get(1), RAISED.get(2), OPEN, MOVING);

    private final QuotaLedger ledger;
    private final boolean admin;
    private final Map<AccountId, Long> charged = new TreeMap<>();
    private final Map<AccountId, Long> limits = new TreeMap<>();

    private int round;
    private int ids;
    private volatile boolean over;
    private AtomicIntegerArray settlements = new AtomicIntegerArray(0);
    /** What was charged according to the answer that settled it; -1 where there was none. */
    private AtomicLongArray answered = new AtomicLongArray(0);
    /** The rows of the changes that were made, by their ids. */
    private final Map<String, AuditEntry> rows = new ConcurrentHashMap<>();
    /** What threads did lately, for others to repeat. */
    private final AtomicReferenceArray<@Nullable Operation> recent = new AtomicReferenceArray<>(64);

    /** @param index of the reservation; -1 where there is none */
    private record Operation(LedgerStep step, int index) {}

    LedgerBankShared(QuotaLedger ledger) {
        this.ledger = ledger;
        this.admin = ledger instanceof AccountAdmin;
        for (AccountId account : ACCOUNTS) {
            ledger.setLimit(account, QuotaLimit.of(0));
            charged.put(account, 0L);
        }
        ledger.setLimit(OPEN, QuotaLimit.UNLIMITED);
    }

    /** Before a round of so many reservations: room for new holds. */
    void begin(int number, int reservations) {
        round = number;
        ids = reservations;
        over = false;
        settlements = new AtomicIntegerArray(ids);
        answered = new AtomicLongArray(ids);
        for (int i = 0; i < ids; i++) {
            answered.set(i, -1);
        }
        rows.clear();
        for (int i = 0; i < recent.length(); i++) {
            recent.set(i, null);
        }
        for (int i = 0; i < RAISED.size(); i++) {
            AccountBalance balance = ledger.balance(RAISED.get(i)).orElseThrow();
            long limit = Math.max(
                    balance.limit().nanos().orElseThrow(), balance.used() + balance.overage() + ids * (i + 1L));
            ledger.setLimit(RAISED.get(i), QuotaLimit.of(limit));
            limits.put(RAISED.get(i), limit);
        }
    }

    boolean isOver() {
        return over;
    }

    void over() {
        over = true;
    }

    /** One thread's part. */
    Clerk clerk(Random random) {
        return new Clerk(random);
    }

    /** Makes operations: 20 % are repeats of what any thread did lately, 10 % are put off and come later. */
    final class Clerk {
        private final Random random;
        private final Deque<Operation> putOff = new ArrayDeque<>();

        private Clerk(Random random) {
            this.random = random;
        }

        void step() {
            int dice = random.nextInt(100);
            Operation again = recent.get(random.nextInt(recent.length()));
            Operation late = putOff.peek();
            if (dice < 20 && again != null) {
                make(again);
            } else if (late != null && (dice < 40 || putOff.size() > 5)) {
                make(putOff.remove());
            } else {
                Operation fresh = fresh(random);
                if (random.nextInt(100) < 10) {
                    putOff.add(fresh);
                    fresh = fresh(random);
                }
                make(fresh);
                recent.set(random.nextInt(recent.length()), fresh);
            }
        }

        /** What is still put off is made. */
        void finish() {
            putOff.forEach(LedgerBankShared.this::make);
        }
    }

    private Operation fresh(Random random) {
        int index = random.nextInt(ids);
        ReservationId id = id(index);
        int dice = random.nextInt(100);
        if (dice < 44) {
            Duration ttl = Duration.ofSeconds(index % 4 == 0 ? 0 : index % 40);
            return new Operation(new LedgerStep.Reserve(id, payers(index), index % 50, ttl), index);
        } else if (dice < 54) {
            Duration ttl = Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(40));
            return new Operation(new LedgerStep.Renew(id, ttl, random.nextInt(60)), index);
        } else if (dice < 76) {
            return new Operation(new LedgerStep.Confirm(id, random.nextInt(70)), index);
        } else if (dice < 86) {
            return new Operation(new LedgerStep.Release(id), index);
        } else if (dice < 91) {
            return new Operation(new LedgerStep.ExpireDue(random.nextInt(20)), -1);
        } else if (dice < 93 || !admin) {
            return new Operation(new LedgerStep.SetLimit(MOVING, anyLimit(random)), -1);
        }
        return new Operation(new LedgerStep.Change(change(random)), -1);
    }

    private AccountChange change(Random random) {
        AccountId account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
        String id = "bank-" + round + "-" + Long.toHexString(random.nextLong());
        int nanos = 1 + random.nextInt(50);
        return switch (random.nextInt(4)) {
            case 0 -> AccountChange.topUp(id, account, nanos, "bank", "");
            case 1 -> AccountChange.correction(id, account, nanos, "bank", "");
            case 2 -> AccountChange.correction(id, account, -nanos, "bank", "");
            default -> AccountChange.limit(id, MOVING, anyLimit(random), "bank", "");
        };
    }

    private QuotaLimit anyLimit(Random random) {
        return random.nextInt(10) == 0 ? QuotaLimit.UNLIMITED : QuotaLimit.of(random.nextInt(2 * ids));
    }

    private void make(Operation operation) {
        Object result = operation.step.apply(ledger);
        if (result instanceof SettleResult.Done done) {
            settlements.incrementAndGet(operation.index);
            answered.set(operation.index, done.charged());
            done.accounts().forEach(LedgerBankShared::check);
        } else if (result instanceof ReserveResult.Insufficient insufficient) {
            assertThat(insufficient.account())
                    .as("who has too little for %s", operation)
                    .isIn(payers(operation.index))
                    .isNotEqualTo(OPEN);
        } else if (result instanceof AuditEntry row) {
            check(new AccountState(row.change().account(), row.before()));
            check(new AccountState(row.change().account(), row.after()));
            AuditEntry first = rows.putIfAbsent(row.id(), row);
            assertThat(row).as("the row of a repeated change").isEqualTo(first == null ? row : first);
        } else {
            assertThat(result).as("arguments follow from the id").isNotInstanceOf(ReserveResult.Conflict.class);
        }
    }

    /** During the run, as often as can be. */
    void audit() {
        for (AccountId account : ACCOUNTS) {
            check(new AccountState(account, ledger.balance(account).orElseThrow()));
        }
        if (ledger instanceof AccountAdmin reader) {
            reader.accounts("bank:", null, 100).forEach(LedgerBankShared::check);
        }
    }

    private static void check(AccountState state) {
        AccountBalance balance = state.balance();
        boolean within =
                balance.held() + balance.used() <= balance.limit().nanos().orElse(Long.MAX_VALUE);
        boolean right = balance.held() >= 0
                && balance.used() >= 0
                && balance.overage() >= 0
                && (within || state.account().equals(MOVING))
                && (balance.overage() == 0 || balance.limit().nanos().isPresent());
        assertThat(right).as("%s is as it should be", state).isTrue();
    }

    /** After the round: what each reservation says it was charged adds up to what the accounts say. */
    void close() {
        for (int index = 0; index < ids; index++) {
            close(index);
        }
        for (AuditEntry row : rows.values()) {
            AccountChange change = row.change();
            if (change.kind() == AccountChange.Kind.CORRECTION) {
                charged.merge(change.account(), change.amount(), Long::sum);
            } else if (change.kind() == AccountChange.Kind.TOP_UP) {
                limits.computeIfPresent(change.account(), (account, limit) -> limit + change.amount());
            }
        }
        for (AccountId account : ACCOUNTS) {
            AccountBalance balance = ledger.balance(account).orElseThrow();
            assertThat(balance.held())
                    .as("held of %s after all is settled", account)
                    .isZero();
            assertThat(balance.used() + balance.overage())
                    .as("used + overage of %s is the sum of all charges", account)
                    .isEqualTo(charged.get(account));
        }
        for (AccountId account : RAISED) {
            assertThat(ledger.balance(account).orElseThrow().limit().nanos())
                    .as("the limit of %s is all that it was given", account)
                    .hasValue(limits.getOrDefault(account, 0L));
            if (ledger instanceof AccountAdmin reader) {
                closeAudit(reader, account);
            }
        }
    }

    private void close(int index) {
        SettleResult last = ledger.release(id(index), "closing");
        if (last instanceof SettleResult.Done) {
            assertThat(settlements.incrementAndGet(index))
                    .as("settlements of reservation %s", index)
                    .isEqualTo(1);
        } else if (last instanceof SettleResult.Replay replay) {
            boolean expired = replay.state() == ReservationState.EXPIRED;
            assertThat(settlements.get(index))
                    .as("settlements of reservation %s, which is %s", index, replay.state())
                    .isEqualTo(expired ? 0 : 1);
            assertThat(expired ? replay.charged() : answered.get(index))
                    .as("what reservation %s was charged when it was settled", index)
                    .isEqualTo(replay.charged());
            for (AccountId payer : payers(index)) {
                charged.merge(payer, replay.charged(), Long::sum);
            }
        }
    }

    /** The audit has each change once, and each begins with the limit that the one before it left. */
    private void closeAudit(AccountAdmin reader, AccountId account) {
        long expected = rows.values().stream()
                .filter(row -> row.change().account().equals(account))
                .count();
        QuotaLimit limit = ledger.balance(account).orElseThrow().limit();
        String before = null;
        for (long seen = 0; seen < expected; ) {
            List<AuditEntry> page = reader.audit(account, before, (int) Math.min(500, expected - seen));
            assertThat(page).as("a page of the audit of %s", account).isNotEmpty();
            for (AuditEntry row : page) {
                assertThat(LedgerStep.AdminStep.comparable(row))
                        .as("a row of the audit")
                        .isEqualTo(rows.get(row.id()));
                assertThat(row.after().limit()).as("limit after %s", row).isEqualTo(limit);
                limit = row.before().limit();
                before = row.id();
            }
            seen += page.size();
        }
    }

    private static List<AccountId> payers(int index) {
        AccountId first = ACCOUNTS.get(index % ACCOUNTS.size());
        AccountId second = ACCOUNTS.get(index / 7 % ACCOUNTS.size());
        return first.equals(second) ? List.of(first) : List.of(first, second);
    }

    private ReservationId id(int index) {
        return new ReservationId("bank-" + round + "-" + index);
    }
}
