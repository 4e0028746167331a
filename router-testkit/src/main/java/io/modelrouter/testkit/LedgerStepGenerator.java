package io.modelrouter.testkit;

import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the operations of a random history; the same seed makes the same. */
final class LedgerStepGenerator {
    private static final String ACTOR = "history";

    private final Random random;
    private final String prefix;
    private final boolean changes;
    private final List<AccountId> accounts;
    private final List<ReservationId> ids = new ArrayList<>();
    private final List<String> changeIds = new ArrayList<>();

    /**
     * @param prefix stands in front of all ids
     * @param changes whether administrators change accounts too
     */
    LedgerStepGenerator(long seed, String prefix, boolean changes) {
        this.random = new Random(seed);
        this.prefix = prefix;
        this.changes = changes;
        this.accounts = accounts(prefix);
    }

    /** The accounts of a history. */
    static List<AccountId> accounts(String prefix) {
        return List.of(
                new AccountId(prefix + "acme"),
                new AccountId(prefix + "beta"),
                new AccountId(prefix + "free"),
                new AccountId(prefix + "late"));
    }

    /** About this many operations, time and expiry among them. */
    List<LedgerStep> history(int length) {
        return disorder(length, true);
    }

    /** About this many operations, in a time that stands still. */
    List<LedgerStep> timeless(int length) {
        return disorder(length, false);
    }

    /** 20 % are repeats of earlier ones, then 10 % change places with a later one. */
    private List<LedgerStep> disorder(int length, boolean time) {
        List<LedgerStep> steps = new ArrayList<>();
        steps.add(new LedgerStep.SetLimit(accounts.get(0), QuotaLimit.of(20 + random.nextInt(100))));
        steps.add(new LedgerStep.SetLimit(accounts.get(1), QuotaLimit.of(1_000)));
        steps.add(new LedgerStep.SetLimit(accounts.get(2), QuotaLimit.UNLIMITED));
        while (steps.size() < length) {
            LedgerStep step = fresh(steps.size());
            if (!time && (step instanceof LedgerStep.Advance || step instanceof LedgerStep.ExpireDue)) {
                continue;
            }
            steps.add(step);
            if (random.nextInt(100) < 20) {
                steps.add(steps.get(random.nextInt(steps.size())));
            }
        }
        for (int i = 3; i < steps.size(); i++) {
            if (random.nextInt(100) < 10) {
                int other = Math.min(steps.size() - 1, i + 1 + random.nextInt(6));
                LedgerStep later = steps.get(other);
                steps.set(other, steps.get(i));
                steps.set(i, later);
            }
        }
        return steps;
    }

    private LedgerStep fresh(int number) {
        if (changes && random.nextInt(100) < 15) {
            return administration(number);
        }
        int dice = random.nextInt(100);
        if (dice < 35) {
            return reserve(number);
        } else if (dice < 47) {
            return new LedgerStep.Renew(anyId(), ttl(number), random.nextInt(25));
        } else if (dice < 65) {
            return new LedgerStep.Confirm(anyId(), random.nextInt(30));
        } else if (dice < 75) {
            return new LedgerStep.Release(anyId());
        } else if (dice < 83) {
            return new LedgerStep.ExpireDue(random.nextInt(5) == 0 ? random.nextInt(3) : 1_000);
        } else if (dice < 90) {
            return new LedgerStep.SetLimit(anyAccount(), anyLimit());
        }
        return new LedgerStep.Advance(Duration.ofSeconds(random.nextInt(60)));
    }

    private LedgerStep administration(int number) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            return new LedgerStep.Change(
                    AccountChange.topUp(changeId(number), anyAccount(), 1 + random.nextInt(40), ACTOR, ""));
        } else if (dice < 60) {
            int nanos = 1 + random.nextInt(30);
            boolean back = random.nextInt(5) < 3;
            return new LedgerStep.Change(
                    AccountChange.correction(changeId(number), anyAccount(), back ? -nanos : nanos, ACTOR, ""));
        } else if (dice < 75) {
            return new LedgerStep.Change(AccountChange.limit(changeId(number), anyAccount(), anyLimit(), ACTOR, ""));
        } else if (dice < 88) {
            return new LedgerStep.Configure(anyAccount(), QuotaLimit.of(40L * random.nextInt(3)));
        } else if (dice < 95 && !changeIds.isEmpty()) {
            String before = changeIds.get(random.nextInt(changeIds.size()));
            return new LedgerStep.ReadAudit(anyAccount(), before, 1 + random.nextInt(5));
        }
        return new LedgerStep.ReadAccounts(prefix, random.nextBoolean() ? null : anyAccount(), 1 + random.nextInt(5));
    }

    /** Rarely one that another change has. */
    private String changeId(int number) {
        if (!changeIds.isEmpty() && random.nextInt(100) < 10) {
            return changeIds.get(random.nextInt(changeIds.size()));
        }
        String id = prefix + "c" + number;
        changeIds.add(id);
        return id;
    }

    private AccountId anyAccount() {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private QuotaLimit anyLimit() {
        return random.nextInt(8) == 0 ? QuotaLimit.UNLIMITED : QuotaLimit.of(random.nextInt(150));
    }

    private LedgerStep reserve(int number) {
        ReservationId id = new ReservationId(prefix + "r" + number);
        if (random.nextInt(100) < 93) {
            ids.add(id);
        } else {
            id = anyId();
        }
        List<AccountId> payers = new ArrayList<>();
        int chosen = 1 + random.nextInt((1 << accounts.size()) - 1);
        for (int i = 0; i < accounts.size(); i++) {
            if ((chosen & 1 << i) != 0) {
                payers.add(random.nextInt(payers.size() + 1), accounts.get(i));
            }
        }
        return new LedgerStep.Reserve(id, List.copyOf(payers), random.nextInt(20), ttl(number));
    }

    /** An id in use, more likely a late one; rarely one that nobody reserved. */
    private ReservationId anyId() {
        if (ids.isEmpty() || random.nextInt(100) < 5) {
            return new ReservationId(prefix + "unknown" + random.nextInt(5));
        }
        int back = Math.min(random.nextInt(ids.size()), random.nextInt(ids.size()));
        return ids.get(ids.size() - 1 - back);
    }

    /** Its milliseconds are the operation's number, so that no two holds ever expire at the same instant. */
    private Duration ttl(int number) {
        return Duration.ofSeconds(random.nextInt(120)).plusMillis(number);
    }
}
