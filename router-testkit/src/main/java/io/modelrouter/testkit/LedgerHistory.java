package io.modelrouter.testkit;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A random sequence of operations on a ledger, made from a seed. About 30 % of its operations are repeats of earlier ones
 * or have changed places with later ones, as a network with time-outs and retries would do it.
 *
 * <p>{@link #check} runs it against a ledger and {@link LedgerModel} side by side. Where they differ it looks for a shorter
 * history that differs too, and fails with the seed and the operations of that one.
 */
public final class LedgerHistory {
    private final String origin;
    private final List<LedgerStep> steps;

    private LedgerHistory(String origin, List<LedgerStep> steps) {
        this.origin = origin;
        this.steps = List.copyOf(steps);
    }

    /**
     * A history of about this many operations; the same seed always gives the same.
     *
     * @param length at most 900
     */
    public static LedgerHistory random(long seed, int length) {
        if (length > 900) {
            throw new IllegalArgumentException("length must be at most 900, not " + length);
        }
        return new LedgerHistory("seed " + seed, new LedgerStepGenerator(seed, "", false).history(length));
    }

    /**
     * As {@link #random}, and administrators change the accounts meanwhile. For ledgers that implement {@link AccountAdmin}
     * too.
     *
     * @param length at most 900
     */
    public static LedgerHistory withChanges(long seed, int length) {
        if (length > 900) {
            throw new IllegalArgumentException("length must be at most 900, not " + length);
        }
        return new LedgerHistory("seed " + seed, new LedgerStepGenerator(seed, "", true).history(length));
    }

    /** Number of operations. */
    public int length() {
        return steps.size();
    }

    /**
     * Runs the history on an empty ledger and on the model.
     *
     * @param ledgers makes an empty ledger on this clock; asked again for each attempt to shorten a failing history
     * @throws AssertionError if an answer or a balance differs from the model's
     */
    public void check(Function<ManualClock, QuotaLedger> ledgers) {
        if (difference(ledgers).isEmpty()) {
            return;
        }
        LedgerHistory shortest =
                shrink(candidate -> candidate.difference(ledgers).isPresent());
        StringBuilder message = new StringBuilder("the ledger differs from the model (")
                .append(origin)
                .append(", cut from ")
                .append(length())
                .append(" to ")
                .append(shortest.length())
                .append(" operations):\n");
        message.append(shortest.describe());
        throw new AssertionError(message.append(shortest.difference(ledgers).orElse("but not when it ran again"))
                .toString());
    }

    /** The first difference to the model, in words; empty if there is none. */
    private Optional<String> difference(Function<ManualClock, QuotaLedger> ledgers) {
        ManualClock clock = new ManualClock();
        QuotaLedger ledger = ledgers.apply(clock);
        LedgerModel model = new LedgerModel(clock);
        List<AccountId> accounts = LedgerStepGenerator.accounts("");
        for (LedgerStep step : steps) {
            if (step instanceof LedgerStep.Advance advance) {
                clock.advance(advance.time());
            }
            Object expected = step.apply(model);
            Object actual;
            try {
                actual = step.apply(ledger);
            } catch (RuntimeException e) {
                return Optional.of(step + " threw " + e);
            }
            if (!Objects.equals(expected, actual)) {
                return Optional.of(step + " gave " + actual + " instead of " + expected);
            }
            for (AccountId account : accounts) {
                Optional<AccountBalance> right = model.balance(account);
                Optional<AccountBalance> found = ledger.balance(account);
                if (!right.equals(found)) {
                    return Optional.of("after " + step + " " + account + " has " + found + " instead of " + right);
                }
            }
        }
        return ledger instanceof AccountAdmin admin ? auditDifference(admin, model, accounts) : Optional.empty();
    }

    /** At the end every account's audit is the model's. */
    private static Optional<String> auditDifference(AccountAdmin admin, LedgerModel model, List<AccountId> accounts) {
        for (AccountId account : accounts) {
            LedgerStep.ReadAudit audit = new LedgerStep.ReadAudit(account, null, 1_000);
            Object right = audit.of(model);
            Object found = audit.of(admin);
            if (!right.equals(found)) {
                return Optional.of("at the end the audit of " + account + " is " + found + " instead of " + right);
            }
        }
        return Optional.empty();
    }

    /** Leaves out halves, quarters and so on down to single operations, as long as what is left still fails. */
    LedgerHistory shrink(Predicate<LedgerHistory> fails) {
        LedgerHistory shortest = this;
        for (int chunk = Math.max(1, length() / 2); chunk >= 1; chunk /= 2) {
            boolean cut = true;
            while (cut) {
                cut = false;
                for (int start = 0; start < shortest.length(); ) {
                    LedgerHistory candidate = shortest.without(start, chunk);
                    if (fails.test(candidate)) {
                        shortest = candidate;
                        cut = true;
                    } else {
                        start += chunk;
                    }
                }
            }
        }
        return shortest;
    }

    private LedgerHistory without(int start, int count) {
        List<LedgerStep> rest = new ArrayList<>(steps);
        rest.subList(start, Math.min(rest.size(), start + count)).clear();
        return new LedgerHistory(origin, rest);
    }

    /** The operations, one a line. */
    String describe() {
        StringBuilder lines = new StringBuilder();
        for (LedgerStep step : steps) {
            lines.append("  ").append(step).append('\n');
        }
        return lines.toString();
    }

    @Override
    public String toString() {
        return origin + ", " + length() + " operations";
    }
}
