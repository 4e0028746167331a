package io.modelrouter.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The time that a budget is for. Each period of a window is an account of the ledger, named after the account it belongs to
 * and the period, so that every ledger keeps budgets with the same exactness as balances: a call is charged to the periods
 * that were current when it was admitted.
 */
public sealed interface BudgetWindow {

    /**
     * The periods that a call at this time is charged to, the one that ends first in front: one for a calendar window, one
     * more than it has steps for a rolling one. Each names its account, and is unique among the windows of an account. Of
     * those of a rolling window the first has always the least left: it began before the others, so whatever was charged
     * to one of them was charged to it too.
     */
    List<Period> periods(Instant now);

    /**
     * What messages call a budget with this window: {@code daily}, {@code monthly} or {@code rolling}.
     */
    String label();

    /**
     * A span of time with a budget of its own.
     *
     * @param name such as {@code day:2026-11-21}, with the zone behind an {@code @} unless it is UTC
     * @param end when it ends
     */
    record Period(String name, Instant end) {

        /** The ledger's account for this period of an account. */
        public AccountId accountOf(AccountId account) {
            return new AccountId(account.value() + SEPARATOR + name);
        }
    }

    /** Stands between an account and the name of a period; not allowed in the names of other accounts. */
    char SEPARATOR = '#';

    private static String suffix(ZoneId zone) {
        String id = zone.normalized().getId();
        return id.equals("Z") ? "" : "@" + id;
    }

    /** A calendar day. */
    record Day(ZoneId zone) implements BudgetWindow {
        @Override
        public String label() {
            return "daily";
        }

        @Override
        public List<Period> periods(Instant now) {
            LocalDate day = LocalDate.ofInstant(now, zone);
            return List.of(new Period(
                    "day:" + day + suffix(zone), day.plusDays(1).atStartOfDay(zone).toInstant()));
        }
    }

    /** A calendar month. */
    record Month(ZoneId zone) implements BudgetWindow {
        @Override
        public String label() {
            return "monthly";
        }

        @Override
        public List<Period> periods(Instant now) {
            YearMonth month = YearMonth.from(ZonedDateTime.ofInstant(now, zone));
            return List.of(new Period(
                    "month:" + month + suffix(zone),
                    month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant()));
        }
    }

    /**
     * The last so many hours or days, moved on in steps of equal length. A call counts for the whole length at least, and
     * for one step longer at most. It is kept as one account for each span that begins with a step, all of which must have
     * room: exact, for as many rows as there are steps.
     *
     * @param length at least 1 minute, at most 400 days; a multiple of {@code steps} milliseconds
     * @param steps 1 to 60; more are finer and cost more
     */
    record Rolling(Duration length, int steps) implements BudgetWindow {
        private static final Duration LONGEST = Duration.ofDays(400);

        public Rolling {
            if (steps < 1 || steps > 60) {
                throw new IllegalArgumentException("a rolling window has 1 to 60 steps");
            }
            if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a rolling window is 1 minute to 400 days long");
            }
            if (length.toMillis() % steps != 0) {
                throw new IllegalArgumentException("the length of a rolling window must be divisible by its steps");
            }
        }

        @Override
        public String label() {
            return "rolling";
        }

        /** In twelve steps. */
        public static Rolling of(Duration length) {
            return new Rolling(length, 12);
        }

        @Override
        public List<Period> periods(Instant now) {
            long step = length.toMillis() / steps;
            long current = Math.floorDiv(now.toEpochMilli(), step);
            List<Period> periods = new ArrayList<>(steps + 1);
            // A span covers the step it begins with and as many again as the window has, so that a call near the end of a
            // step is still seen when the whole length has passed since.
            for (long first = current - steps; first <= current; first++) {
                periods.add(new Period(
                        "rolling-" + length.toMillis() + "-" + steps + ":" + first,
                        Instant.ofEpochMilli((first + steps + 1) * step)));
            }
            return periods;
        }
    }
}
