package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A bank's day: many threads hold, renew, settle and expire at random on shared accounts, each other's reservations too,
 * while an auditor looks at the balances. At the end of each round the books must close to the last unit.
 */
public final class LedgerBank {
    /** Operations in one round; few enough that a store which keeps 100,000 settled reservations has them all. */
    private static final int ROUND = 60_000;

    private static final int IDS_PER_ROUND = ROUND / 3;

    private final QuotaLedger ledger;
    private final ManualClock clock;
    private final int threads;
    private final long seed;
    private final List<AccountId> accounts;

    /**
     * @param ledger an empty one
     * @param clock the clock that ledger runs by
     */
    public LedgerBank(QuotaLedger ledger, ManualClock clock, int threads, long seed) {
        this.ledger = ledger;
        this.clock = clock;
        this.threads = threads;
        this.seed = seed;
        this.accounts = List.of(
                new AccountId("bank:a"), new AccountId("bank:b"), new AccountId("bank:c"), new AccountId("bank:open"));
    }

    /** Makes so many operations in all, in rounds, and checks the invariants of R1.2 during and after each. */
    public void run(int operations) {
        for (AccountId account : accounts) {
            ledger.setLimit(account, QuotaLimit.of(0));
        }
        ledger.setLimit(accounts.get(3), QuotaLimit.UNLIMITED);
        long[] charged = new long[accounts.size()];
        int round = 0;
        for (int done = 0; done < operations; done += ROUND) {
            round(round++, Math.min(ROUND, operations - done), charged);
        }
    }

    private void round(int number, int operations, long[] charged) {
        for (int i = 0; i < 3; i++) {
            AccountBalance balance = ledger.balance(accounts.get(i)).orElseThrow();
            ledger.setLimit(accounts.get(i), QuotaLimit.of(balance.used() + balance.overage() + 20_000L * (i + 1)));
        }
        AtomicIntegerArray settlements = new AtomicIntegerArray(IDS_PER_ROUND);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        try {
            Future<?> auditor = pool.submit(() -> {
                while (!over.get()) {
                    audit();
                }
            });
            List<Future<?>> clerks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(seed * 31 + number * 1_000L + t);
                int share = operations / threads;
                clerks.add(pool.submit(() -> work(number, share, random, settlements)));
            }
            for (Future<?> clerk : clerks) {
                await(clerk);
            }
            over.set(true);
            await(auditor);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
        close(number, charged, settlements);
    }

    private void work(int round, int share, Random random, AtomicIntegerArray settlements) {
        for (int i = 0; i < share; i++) {
            int index = random.nextInt(IDS_PER_ROUND);
            ReservationId id = id(round, index);
            int dice = random.nextInt(100);
            if (dice < 45) {
                ReserveResult result = ledger.reserve(id, payers(index), index % 50, Duration.ofSeconds(index % 40));
                assertThat(result).as("arguments follow from the id").isNotInstanceOf(ReserveResult.Conflict.class);
            } else if (dice < 55) {
                ledger.renew(id, Duration.ofSeconds(random.nextInt(40)), random.nextInt(60));
            } else if (dice < 80) {
                count(ledger.confirm(id, random.nextInt(70), UsageSource.REPORTED), index, settlements);
            } else if (dice < 92) {
                count(ledger.release(id, "bank"), index, settlements);
            } else if (dice < 98) {
                ledger.expireDue(random.nextInt(20));
            } else {
                clock.advance(Duration.ofMillis(random.nextInt(300)));
            }
        }
    }

    private static void count(SettleResult result, int index, AtomicIntegerArray settlements) {
        if (result instanceof SettleResult.Done) {
            settlements.incrementAndGet(index);
        }
    }

    /** During the run: no amount is negative, and nothing is held or used beyond a limit that was never lowered. */
    private void audit() {
        for (AccountId account : accounts) {
            AccountBalance balance = ledger.balance(account).orElseThrow();
            assertThat(balance.held()).as("held of %s", account).isNotNegative();
            assertThat(balance.used()).as("used of %s", account).isNotNegative();
            assertThat(balance.overage()).as("overage of %s", account).isNotNegative();
            assertThat(balance.held() + balance.used())
                    .as("used + held of %s", account)
                    .isLessThanOrEqualTo(balance.limit().nanos().orElse(Long.MAX_VALUE));
        }
    }

    /** After the run: what each reservation says it was charged adds up to what the accounts say. */
    private void close(int round, long[] charged, AtomicIntegerArray settlements) {
        for (int index = 0; index < IDS_PER_ROUND; index++) {
            SettleResult last = ledger.release(id(round, index), "closing");
            count(last, index, settlements);
            assertThat(settlements.get(index))
                    .as("settlements of one reservation")
                    .isLessThanOrEqualTo(1);
            if (last instanceof SettleResult.Replay replay) {
                for (AccountId payer : payers(index)) {
                    charged[accounts.indexOf(payer)] += replay.charged();
                }
            }
        }
        for (int i = 0; i < charged.length; i++) {
            AccountBalance balance = ledger.balance(accounts.get(i)).orElseThrow();
            assertThat(balance.held())
                    .as("held of %s after all is settled", accounts.get(i))
                    .isZero();
            assertThat(balance.used() + balance.overage())
                    .as("used + overage of %s is the sum of all charges", accounts.get(i))
                    .isEqualTo(charged[i]);
        }
    }

    private List<AccountId> payers(int index) {
        int first = index % accounts.size();
        int second = index / 7 % accounts.size();
        return first == second ? List.of(accounts.get(first)) : List.of(accounts.get(first), accounts.get(second));
    }

    private static ReservationId id(int round, int index) {
        return new ReservationId(round + "-" + index);
    }

    private static void await(Future<?> work) {
        try {
            work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new AssertionError("a thread of the bank failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
