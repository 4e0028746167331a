package io.modelrouter.testkit.bank;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A process of the bank: {@link BankKills} starts it and kills it. It first repeats, with the same ids, what its dead
 * forerunner left unclear, then makes random operations from several threads until it is killed, and writes to its journal
 * what it intends before and what it knows after each. It ends by itself if the process that started it is gone.
 *
 * <p>Arguments: class name of a {@link BankLedgerFactory}, journal, seed, number of the worker, round, threads, and then what
 * the factory is given.
 */
public final class BankWorker {
    /** How long an operation is repeated before the store counts as gone. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final QuotaLedger ledger;
    private final BankJournal journal;

    private BankWorker(QuotaLedger ledger, BankJournal journal) {
        this.ledger = ledger;
        this.journal = journal;
    }

    /** @param args see the class */
    public static void main(String[] args) throws Exception {
        endWithTheParent();
        Path path = Path.of(args[1]);
        long seed = Long.parseLong(args[2]);
        int number = Integer.parseInt(args[3]);
        int round = Integer.parseInt(args[4]);
        int threads = Integer.parseInt(args[5]);
        BankLedgerFactory factory = Class.forName(args[0])
                .asSubclass(BankLedgerFactory.class)
                .getDeclaredConstructor()
                .newInstance();
        QuotaLedger ledger = factory.open(List.of(args).subList(6, args.length));
        List<BankJournal.Line> before = BankJournal.read(path);
        BankWorker worker = new BankWorker(ledger, BankJournal.open(path));
        worker.repeatUnclear(before);
        for (int t = 0; t < threads; t++) {
            Random random = new Random(seed * 1_000_003 + round * 1_009L + number * 31L + t);
            String changes = "k" + number + "-" + round + "-" + t + "-";
            new Thread(() -> worker.work(random, round, changes), "clerk-" + t).start();
        }
    }

    /** Repeats what is unclear and writes down what is known then. */
    static void repeatUnclear(QuotaLedger ledger, BankJournal journal, List<BankJournal.Line> lines)
            throws IOException {
        new BankWorker(ledger, journal).repeatUnclear(lines);
    }

    private void repeatUnclear(List<BankJournal.Line> lines) throws IOException {
        for (BankJournal.Line line : lines) {
            if (line.answer() == null) {
                journal.know(line.number(), patiently(line.operation()));
            }
        }
    }

    private void work(Random random, int round, String changes) {
        try {
            for (int i = 0; ; i++) {
                BankOperation operation = BankPlan.next(random, round, changes + i, ledger instanceof AccountAdmin);
                journal.know(journal.intend(operation), patiently(operation));
            }
        } catch (IOException | RuntimeException | Error e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(3);
        }
    }

    /** As the library does: while it is unclear what became of an operation, it is made again with the same id. */
    private String patiently(BankOperation operation) {
        long start = System.nanoTime();
        while (true) {
            try {
                return operation.apply(ledger);
            } catch (LedgerUnavailableException e) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw e;
                }
                BankProcess.pause(20);
            }
        }
    }

    /** Whoever started this process holds the other end of its input. */
    private static void endWithTheParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is ever written there.
                        }
                    } catch (IOException e) {
                        // The same as its end.
                    }
                    Runtime.getRuntime().halt(4);
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
