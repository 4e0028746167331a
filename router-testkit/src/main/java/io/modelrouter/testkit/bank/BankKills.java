package io.modelrouter.testkit.bank;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A bank whose clerks are killed. Worker processes reserve, renew, settle and expire on shared accounts, and each other's
 * reservations; in each round they are killed with SIGKILL in the middle of it, and sometimes the server too. The next ones
 * repeat what was left unclear, with the same ids. In the end all holds expire and the books are closed:
 *
 * <ul>
 *   <li>{@code used + held <= limit}, and nothing negative, at every look at the accounts during the run;
 *   <li>{@code held} is 0 in the end, and {@code used + overage} is what the reservations say they were charged, and the
 *       corrections;
 *   <li>every reservation was settled at most once, and charged only what somebody asked for;
 *   <li>every answer in a journal is still true: an acknowledged confirm, hold, release, renewal, top-up is never lost.
 * </ul>
 *
 * <pre>
 * public class MyFactory implements BankLedgerFactory {
 *     public QuotaLedger open(List&lt;String&gt; arguments) {
 *         return new MyLedger(dataSource(arguments.get(0)));
 *     }
 * }
 *
 * &#64;Test
 * void losesNothing(&#64;TempDir Path directory) throws Exception {
 *     new BankKills(MyFactory.class, List.of(jdbcUrl), directory)
 *             .rounds(20)
 *             .serverKill(5, () -&gt; server.killAndRestart())
 *             .run()
 *             .requireNoViolations();
 * }
 * </pre>
 *
 * <p>The store must be without accounts that begin with {@code kill:} and reservations that begin with {@code kill-}, and go
 * by its own clock: holds last 3 s at most, and the end waits for them. The workers' class path is this process's. It takes
 * about 2 s a round and prints a line every few seconds and one at the end. A worker that ends by itself fails the run. Not
 * thread-safe.
 */
public final class BankKills {
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final Duration HOLDS = Duration.ofMillis(BankPlan.LONGEST_MILLIS + 100);
    private static final Duration EXPIRING = Duration.ofSeconds(60);

    private final Class<? extends BankLedgerFactory> factory;
    private final List<String> arguments;
    private final Path directory;

    private int rounds = 20;
    private int workers = 2;
    private int threads = 3;
    private long seed = 42;
    private int operationsARound = 2_000;
    private int serverKillEvery = Integer.MAX_VALUE;
    private ServerKill serverKill = () -> {};
    private PrintStream out = System.out;

    private final Map<AccountId, Long> granted = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final BankProgress progress = new BankProgress();

    /** Kills a server and starts it again on its data. */
    @FunctionalInterface
    public interface ServerKill {
        /**
         * Returns when the server answers again.
         *
         * @throws Exception if it does not
         */
        void killAndRestart() throws Exception;
    }

    /**
     * @param factory opens the ledger, here and in the workers
     * @param arguments what it is given
     * @param directory an empty one, for the journals and what the workers print
     */
    public BankKills(Class<? extends BankLedgerFactory> factory, List<String> arguments, Path directory) {
        this.factory = factory;
        this.arguments = List.copyOf(arguments);
        this.directory = directory;
    }

    /** How often all workers are killed; 20 unless said otherwise. */
    public BankKills rounds(int count) {
        rounds = count;
        return this;
    }

    /** How many workers there are at a time; 2 unless said otherwise. */
    public BankKills workers(int count) {
        workers = count;
        return this;
    }

    /** Threads in each worker; 3 unless said otherwise. */
    public BankKills threads(int count) {
        threads = count;
        return this;
    }

    /** Operations that the workers make in a round before they are killed, about; 2,000 unless said otherwise. */
    public BankKills operationsARound(int count) {
        operationsARound = count;
        return this;
    }

    /** Where the random operations begin. */
    public BankKills seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Kills the server too, while the workers are at work.
     *
     * @param every in every so manieth round, at least 1
     */
    public BankKills serverKill(int every, ServerKill hook) {
        serverKillEvery = every;
        serverKill = hook;
        return this;
    }

    /** Where progress is printed; standard output unless said otherwise. */
    public BankKills printTo(PrintStream stream) {
        out = stream;
        return this;
    }

    /**
     * @return what was found
     * @throws Exception if the store or a worker fails altogether
     */
    public BankReport run() throws Exception {
        progress.printTo(out);
        QuotaLedger ledger = factory.getDeclaredConstructor().newInstance().open(arguments);
        try {
            ledger.setLimit(BankPlan.OPEN, QuotaLimit.UNLIMITED);
            Random random = new Random(seed);
            for (int round = 0; round < rounds; round++) {
                raiseLimits(ledger, round);
                round(ledger, round, random);
            }
            return close(ledger);
        } finally {
            if (ledger instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    /** Limits only ever rise, so that there is no excuse for {@code used + held} beyond one. */
    private void raiseLimits(QuotaLedger ledger, int round) {
        for (int i = 0; i < BankPlan.ACCOUNTS.size() - 1; i++) {
            AccountId account = BankPlan.ACCOUNTS.get(i);
            if (round == 0) {
                ledger.setLimit(account, QuotaLimit.of(BankPlan.room(i)));
                granted.put(account, BankPlan.room(i));
                continue;
            }
            AccountBalance balance = ledger.balance(account).orElseThrow();
            long missing = BankPlan.room(i) - balance.available().orElseThrow() - balance.held();
            if (missing <= 0) {
                continue;
            }
            if (ledger instanceof AccountAdmin admin) {
                // A top-up of a dead worker may still be on its way, so that setting the limit could lower it.
                admin.change(AccountChange.topUp("round-" + round + "-" + i, account, missing, "bank", "next round"));
            } else {
                long limit = balance.limit().nanos().orElseThrow();
                ledger.setLimit(account, QuotaLimit.of(limit + missing));
            }
            granted.merge(account, missing, Long::sum);
        }
    }

    private void round(QuotaLedger ledger, int round, Random random) throws Exception {
        List<BankProcess> processes = new ArrayList<>();
        try {
            for (int worker = 0; worker < workers; worker++) {
                processes.add(start(worker, round));
            }
            int goal = Math.max(1, operationsARound / 2 + random.nextInt(operationsARound));
            boolean serverToo = round % serverKillEvery == serverKillEvery - 1;
            if (serverToo) {
                awaitAnswers(ledger, processes, Math.max(1, goal / 2));
                serverKill.killAndRestart();
                progress.killed(1);
            }
            awaitAnswers(ledger, processes, goal);
        } finally {
            int answers = 0;
            for (BankProcess process : processes) {
                process.kill();
            }
            for (BankProcess process : processes) {
                answers += process.answers();
            }
            progress.killed(processes.size());
            progress.roundEnded(answers);
        }
    }

    private BankProcess start(int worker, int round) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                factory.getName(),
                journal(worker).toString(),
                Long.toString(seed),
                Integer.toString(worker),
                Integer.toString(round),
                Integer.toString(threads)));
        all.addAll(arguments);
        return BankProcess.start(factory, journal(worker), directory.resolve("worker-" + worker + ".log"), all);
    }

    /** Looks at the accounts until each worker has done its share, and all together enough. */
    private void awaitAnswers(QuotaLedger ledger, List<BankProcess> processes, int goal) throws IOException {
        long start = System.nanoTime();
        while (true) {
            int answers = 0;
            boolean all = true;
            for (BankProcess process : processes) {
                process.requireAlive();
                int its = process.answers();
                all &= its > 0;
                answers += its;
            }
            look(ledger);
            progress.print(answers, violations.size());
            if (all && answers >= goal) {
                return;
            }
            if (System.nanoTime() - start > STARTING.toNanos()) {
                throw new IllegalStateException("the workers made " + answers + " operations in " + STARTING);
            }
            BankProcess.pause(5);
        }
    }

    private void look(QuotaLedger ledger) {
        for (AccountId account : BankPlan.ACCOUNTS) {
            AccountBalance balance;
            try {
                balance = ledger.balance(account).orElseThrow();
            } catch (LedgerUnavailableException e) {
                return;
            }
            boolean right = balance.held() >= 0
                    && balance.used() >= 0
                    && balance.overage() >= 0
                    && balance.held() + balance.used()
                            <= balance.limit().nanos().orElse(Long.MAX_VALUE);
            if (!right) {
                violations.add("during the run " + account + " was " + balance);
            }
        }
    }

    private BankReport close(QuotaLedger ledger) throws IOException {
        BankBooks books = new BankBooks();
        for (int worker = 0; worker < workers; worker++) {
            try (BankJournal journal = BankJournal.open(journal(worker))) {
                BankWorker.repeatUnclear(ledger, journal, BankJournal.read(journal(worker)));
            }
            books.add(BankJournal.read(journal(worker)));
        }
        expireAll(ledger);
        violations.addAll(books.close(ledger, granted));
        return progress.finish(violations);
    }

    private void expireAll(QuotaLedger ledger) {
        long start = System.nanoTime();
        while (true) {
            long waited = System.nanoTime() - start;
            look(ledger);
            // Holds of 0 are not seen in the balances, so at least the longest time has to pass.
            if (ledger.expireDue(1_000) == 0) {
                if (waited > HOLDS.toNanos() && held(ledger) == 0) {
                    return;
                }
                if (waited > EXPIRING.toNanos()) {
                    violations.add("holds of " + HOLDS + " do not expire");
                    return;
                }
                BankProcess.pause(20);
            }
        }
    }

    private static long held(QuotaLedger ledger) {
        return BankPlan.ACCOUNTS.stream()
                .mapToLong(account -> ledger.balance(account).orElseThrow().held())
                .sum();
    }

    private Path journal(int worker) {
        return directory.resolve("worker-" + worker + ".journal");
    }
}
