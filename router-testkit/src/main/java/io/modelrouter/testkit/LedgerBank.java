package io.modelrouter.testkit;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.testkit.bank.BankProgress;
import io.modelrouter.testkit.bank.BankReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bank's day: many threads hold, renew, settle, expire, and change limits at random, 30 % of it repeated or out of order.
 * If the ledger implements {@link AccountAdmin} there are top-ups and corrections too.
 *
 * <ul>
 *   <li>Half of the operations are on accounts that all threads share, and on each other's reservations. Nobody can foretell
 *       these, so an auditor looks at the balances all the time ({@link LedgerBankShared}), and at the end of each round the
 *       books must close to the last unit.
 *   <li>The other half are on accounts of one thread alone, in the same store at the same time. Every answer and every
 *       balance must be what {@link LedgerModel} gives ({@link LedgerBankPrivate}).
 * </ul>
 *
 * <p>Time stands still while the threads work, except that some shared holds are due at once. Now and then all threads meet,
 * the clock moves, and what is due expires, in the models as well. A round has 60,000 operations, so that a store that
 * remembers 100,000 settled reservations has all of a round.
 */
public final class LedgerBank {
    private static final int ROUND = 60_000;

    /** Operations of one thread between two meetings. */
    private static final int MEETING = 200;

    private final QuotaLedger ledger;
    private final ManualClock clock;
    private final int threads;
    private final long seed;
    private final BankProgress progress = new BankProgress();

    /**
     * @param ledger an empty one
     * @param clock the clock that ledger runs by
     */
    public LedgerBank(QuotaLedger ledger, ManualClock clock, int threads, long seed) {
        this.ledger = ledger;
        this.clock = clock;
        this.threads = threads;
        this.seed = seed;
    }

    /** Prints a line every few seconds, and one at the end. */
    public LedgerBank printTo(PrintStream out) {
        progress.printTo(out);
        return this;
    }

    /**
     * Makes so many operations in all, in rounds, and checks the invariants of R1.2 during and after each.
     *
     * @throws AssertionError at the first violation
     */
    public BankReport run(int operations) {
        LedgerBankShared shared = new LedgerBankShared(ledger);
        int round = 0;
        for (int done = 0; done < operations; done += ROUND) {
            int count = Math.min(ROUND, operations - done);
            shared.begin(round, count / 6 + 1);
            progress.roundEnded(round(round, count, shared));
            shared.close();
            round++;
        }
        return progress.finish(List.of());
    }

    private long round(int round, int operations, LedgerBankShared shared) {
        LongAdder made = new LongAdder();
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        try {
            CompletionService<Void> clerks = new ExecutorCompletionService<>(pool);
            CyclicBarrier meeting = new CyclicBarrier(threads, () -> timePasses(new Random(seed + made.sum())));
            for (int t = 0; t < threads; t++) {
                int thread = t;
                clerks.submit(() -> {
                    work(round, thread, operations / threads, shared, meeting, made);
                    return null;
                });
            }
            Future<?> auditor = pool.submit(() -> {
                while (!shared.isOver()) {
                    shared.audit();
                    progress.print(made.sum(), 0);
                }
            });
            for (int t = 0; t < threads; t++) {
                await(next(clerks));
            }
            shared.over();
            await(auditor);
            return made.sum();
        } finally {
            shared.over();
            pool.shutdownNow();
        }
    }

    private void work(int round, int thread, int share, LedgerBankShared shared, CyclicBarrier meeting, LongAdder made)
            throws InterruptedException, BrokenBarrierException {
        Random random = new Random(seed * 31 + round * 1_000L + thread);
        LedgerBankPrivate own = new LedgerBankPrivate(ledger, clock, round + "-" + thread, random.nextLong());
        LedgerBankShared.Clerk clerk = shared.clerk(random);
        int between = Math.max(1, Math.min(MEETING, share / 4));
        for (int i = 1; i <= share; i++) {
            if (random.nextBoolean()) {
                own.step();
            } else {
                clerk.step();
            }
            made.increment();
            if (i % between == 0) {
                meeting.await();
                own.timePassed();
            }
        }
        clerk.finish();
    }

    /** All threads wait meanwhile. */
    private void timePasses(Random random) {
        clock.advance(Duration.ofSeconds(random.nextInt(40)));
        int expired;
        do {
            expired = ledger.expireDue(100);
        } while (expired > 0);
    }

    private static Future<Void> next(CompletionService<Void> clerks) {
        try {
            return clerks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void await(Future<?> work) {
        List<Throwable> causes = new ArrayList<>();
        try {
            work.get();
        } catch (ExecutionException e) {
            causes.add(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            causes.add(e);
        }
        for (Throwable cause : causes) {
            if (cause instanceof Error error) {
                throw error;
            }
            throw new AssertionError("a thread of the bank failed", cause);
        }
    }
}
