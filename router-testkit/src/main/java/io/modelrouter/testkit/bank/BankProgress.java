package io.modelrouter.testkit.bank;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts, and prints a line every few seconds. Used by one thread at a time. */
public final class BankProgress {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

    private final long start = System.nanoTime();
    private long printed = start;
    private long operations;
    private int kills;
    private @Nullable PrintStream out;

    /** Where to print; nothing is printed unless this was called. */
    public void printTo(PrintStream stream) {
        out = stream;
    }

    /** So many processes were killed. */
    public void killed(int processes) {
        kills += processes;
    }

    /** A round is over, in which so many operations were answered. */
    public void roundEnded(long answered) {
        operations += answered;
    }

    /**
     * Prints a line if the last one was long enough ago.
     *
     * @param answered in the present round
     * @param violations found so far
     */
    public void print(long answered, int violations) {
        long now = System.nanoTime();
        if (out != null && now - printed > INTERVAL_NANOS) {
            printed = now;
            long all = operations + answered;
            double seconds = (now - start) / 1e9;
            out.printf(
                    "%,d operations, %,.0f ops / s, %d kills, %d violations%n", all, all / seconds, kills, violations);
        }
    }

    /** The end of it, which is printed too. */
    public BankReport finish(List<String> violations) {
        BankReport report = new BankReport(operations, kills, violations);
        if (out != null) {
            out.println(report);
        }
        return report;
    }
}
