package io.modelrouter.testkit;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
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
    private static final List<AccountId> ACCOUNTS =
            List.of(new AccountId("acme"), new AccountId("beta"), new AccountId("free"), new AccountId("late"));

    private final String origin;
    private final List<Step> steps;

    /** One operation, or time that passes. */
    sealed interface Step {
        /** Does it and gives what the ledger answered. */
        Object apply(QuotaLedger ledger);

        record Reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return ledger.reserve(id, accounts, amount, ttl);
            }
        }

        record Renew(ReservationId id, Duration ttl, long accrued) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return ledger.renew(id, ttl, accrued);
            }
        }

        record Confirm(ReservationId id, long actual) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return ledger.confirm(id, actual, UsageSource.REPORTED);
            }
        }

        record Release(ReservationId id) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return ledger.release(id, "history");
            }
        }

        record ExpireDue(int max) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return ledger.expireDue(max);
            }
        }

        record SetLimit(AccountId account, QuotaLimit limit) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                ledger.setLimit(account, limit);
                return "";
            }
        }

        record Advance(Duration time) implements Step {
            @Override
            public Object apply(QuotaLedger ledger) {
                return "";
            }
        }
    }

    private LedgerHistory(String origin, List<Step> steps) {
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
        return new LedgerHistory("seed " + seed, new Generator(seed).steps(length));
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
        for (Step step : steps) {
            if (step instanceof Step.Advance advance) {
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
            for (AccountId account : ACCOUNTS) {
                Optional<AccountBalance> right = model.balance(account);
                Optional<AccountBalance> found = ledger.balance(account);
                if (!right.equals(found)) {
                    return Optional.of("after " + step + " " + account + " has " + found + " instead of " + right);
                }
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
        List<Step> rest = new ArrayList<>(steps);
        rest.subList(start, Math.min(rest.size(), start + count)).clear();
        return new LedgerHistory(origin, rest);
    }

    /** The operations, one a line. */
    String describe() {
        StringBuilder lines = new StringBuilder();
        for (Step step : steps) {
            lines.append("  ").append(step).append('\n');
        }
        return lines.toString();
    }

    @Override
    public String toString() {
        return origin + ", " + length() + " operations";
    }

    /** Makes the operations. */
    private static final class Generator {
        private final Random random;
        private final List<ReservationId> ids = new ArrayList<>();

        Generator(long seed) {
            this.random = new Random(seed);
        }

        List<Step> steps(int length) {
            List<Step> steps = new ArrayList<>();
            steps.add(new Step.SetLimit(ACCOUNTS.get(0), QuotaLimit.of(20 + random.nextInt(100))));
            steps.add(new Step.SetLimit(ACCOUNTS.get(1), QuotaLimit.of(1_000)));
            steps.add(new Step.SetLimit(ACCOUNTS.get(2), QuotaLimit.UNLIMITED));
            while (steps.size() < length) {
                Step step = fresh(steps.size());
                steps.add(step);
                if (random.nextInt(100) < 20) {
                    steps.add(steps.get(random.nextInt(steps.size())));
                }
            }
            for (int i = 3; i < steps.size(); i++) {
                if (random.nextInt(100) < 10) {
                    int other = Math.min(steps.size() - 1, i + 1 + random.nextInt(6));
                    Step later = steps.get(other);
                    steps.set(other, steps.get(i));
                    steps.set(i, later);
                }
            }
            return steps;
        }

        private Step fresh(int number) {
            int dice = random.nextInt(100);
            if (dice < 35) {
                return reserve(number);
            } else if (dice < 47) {
                return new Step.Renew(anyId(), ttl(number), random.nextInt(25));
            } else if (dice < 65) {
                return new Step.Confirm(anyId(), random.nextInt(30));
            } else if (dice < 75) {
                return new Step.Release(anyId());
            } else if (dice < 83) {
                return new Step.ExpireDue(random.nextInt(5) == 0 ? random.nextInt(3) : 1_000);
            } else if (dice < 90) {
                QuotaLimit limit = random.nextInt(8) == 0 ? QuotaLimit.UNLIMITED : QuotaLimit.of(random.nextInt(150));
                return new Step.SetLimit(ACCOUNTS.get(random.nextInt(ACCOUNTS.size())), limit);
            }
            return new Step.Advance(Duration.ofSeconds(random.nextInt(60)));
        }

        private Step reserve(int number) {
            ReservationId id = new ReservationId("r" + number);
            if (random.nextInt(100) < 93) {
                ids.add(id);
            } else {
                id = anyId();
            }
            List<AccountId> accounts = new ArrayList<>();
            int chosen = 1 + random.nextInt((1 << ACCOUNTS.size()) - 1);
            for (int i = 0; i < ACCOUNTS.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    accounts.add(random.nextInt(accounts.size() + 1), ACCOUNTS.get(i));
                }
            }
            return new Step.Reserve(id, List.copyOf(accounts), random.nextInt(20), ttl(number));
        }

        /** An id in use, more likely a late one; rarely one that nobody reserved. */
        private ReservationId anyId() {
            if (ids.isEmpty() || random.nextInt(100) < 5) {
                return new ReservationId("unknown" + random.nextInt(5));
            }
            int back = Math.min(random.nextInt(ids.size()), random.nextInt(ids.size()));
            return ids.get(ids.size() - 1 - back);
        }

        /** Its milliseconds are the operation's number, so that no two holds ever expire at the same instant. */
        private Duration ttl(int number) {
            return Duration.ofSeconds(random.nextInt(120)).plusMillis(number);
        }
    }
}
