package io.modelrouter.core.quota;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.BudgetWindow;
import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the accounts of budget periods that nobody can ask for any more, so that those of ended periods do not pile up. An
 * account is looked at when it has been there for as long as it is kept, and again as long after its last change. Its owner's
 * lock guards it.
 */
final class EndedPeriods {
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final String ROLLING = BudgetWindow.SEPARATOR + "rolling-";

    private final PriorityQueue<Look> looks = new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));

    private record Look(long at, Account account) {}

    static boolean isPeriod(AccountId id) {
        return id.value().indexOf(BudgetWindow.SEPARATOR) >= 0;
    }

    void add(Account account, long now) {
        looks.add(new Look(now + keep(account.id).toNanos(), account));
    }

    /** Takes out the next account that is to be forgotten, after so many looks at most; null if there was none. */
    @Nullable
    Account poll(long now, int most) {
        for (int i = 0; i < most; i++) {
            Look look = looks.peek();
            if (look == null || look.at - now > 0) {
                return null;
            }
            looks.remove();
            Account account = look.account;
            long end = account.changedAt + keep(account.id).toNanos();
            if (account.reservations == 0 && end - now <= 0) {
                return account;
            }
            add(account, account.reservations == 0 ? account.changedAt : now);
        }
        return null;
    }

    /**
     * How long an account stays after its last change: 400 days; those of a rolling window twice its length and an hour. A
     * period of one has ended by then, since it lasts for the length and one step, and a short one would leave thousands of
     * accounts a day.
     */
    static Duration keep(AccountId id) {
        String name = id.value();
        int start = name.lastIndexOf(ROLLING) + ROLLING.length();
        int end = name.indexOf('-', start);
        if (start < ROLLING.length() || end < 0) {
            return LONGEST;
        }
        try {
            Duration length = Duration.ofMillis(Long.parseLong(name, start, end, 10));
            boolean known = !length.isNegative() && length.compareTo(LONGEST) <= 0;
            return known ? length.multipliedBy(2).plusHours(1) : LONGEST;
        } catch (NumberFormatException otherName) {
            return LONGEST;
        }
    }
}
