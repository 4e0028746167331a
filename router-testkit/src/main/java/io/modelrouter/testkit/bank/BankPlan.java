package io.modelrouter.testkit.bank;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.ReservationId;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What the workers of the bank do. A reservation is a number, from which its id and its arguments follow, so that all
 * workers reserve and settle each other's.
 */
final class BankPlan {
    static final List<AccountId> ACCOUNTS = List.of(
            new AccountId("kill:a"), new AccountId("kill:b"), new AccountId("kill:c"), new AccountId("kill:open"));

    /** The one of them without a limit. */
    static final AccountId OPEN = ACCOUNTS.get(3);

    /** No hold lasts longer, so that the end of the test need not wait longer. */
    static final int LONGEST_MILLIS = 3_000;

    private static final int INDEXES_A_ROUND = 1_000;

    private BankPlan() {}

    static ReservationId id(int index) {
        return new ReservationId("kill-" + index);
    }

    static List<AccountId> payers(int index) {
        int first = index % ACCOUNTS.size();
        int second = index / 7 % ACCOUNTS.size();
        return first == second ? List.of(ACCOUNTS.get(first)) : List.of(ACCOUNTS.get(first), ACCOUNTS.get(second));
    }

    static long amount(int index) {
        return index % 50 * 1_001L;
    }

    static Duration ttl(int index) {
        return Duration.ofMillis(index * 7L % LONGEST_MILLIS);
    }

    /** What a limited account may have beyond what it used so far; few enough that many holds are refused. */
    static long room(int account) {
        return 200_000L * (account + 1);
    }

    /**
     * The next operation of a worker.
     *
     * @param changeId the id of a change that nobody made yet
     * @param admin whether the ledger can change accounts
     */
    static BankOperation next(Random random, int round, String changeId, boolean admin) {
        int index = index(random, round);
        int dice = random.nextInt(100);
        if (dice < 42) {
            return new BankOperation.Reserve(index);
        } else if (dice < 54) {
            return new BankOperation.Renew(index, random.nextInt(LONGEST_MILLIS), random.nextInt(30_000));
        } else if (dice < 78) {
            return new BankOperation.Confirm(index, random.nextInt(70_000));
        } else if (dice < 88) {
            return new BankOperation.Release(index);
        } else if (dice < 92 && admin) {
            AccountId account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            return switch (random.nextInt(3)) {
                case 0 -> new BankOperation.TopUp(changeId, account, 1 + random.nextInt(3_000));
                case 1 -> new BankOperation.Correct(changeId, account, 1 + random.nextInt(3_000));
                default -> new BankOperation.Correct(changeId, account, -1 - random.nextInt(3_000));
            };
        }
        return new BankOperation.ExpireDue(random.nextInt(20));
    }

    /** Mostly one of this round, sometimes one that dead workers left behind. */
    private static int index(Random random, int round) {
        int from = random.nextInt(100) < 85 ? round : random.nextInt(round + 1);
        return from * INDEXES_A_ROUND + random.nextInt(INDEXES_A_ROUND);
    }
}
