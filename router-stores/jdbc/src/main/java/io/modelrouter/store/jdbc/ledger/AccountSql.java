package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.store.jdbc.Engine;

/**
 * The changes of one account, as single guarded statements: the test and the change are one step, on the row as it is when
 * its lock is held. No sum in them can overflow before the guard has looked.
 *
 * <p>Several columns change by an amount that all of them determine. Standard SQL evaluates every assignment on the row
 * before the statement; MySQL and MariaDB see the assignments further left. So the amount goes to the column {@code moving}
 * first, and what stands right of it takes it from there, or, where that would be the old one, computes it once more.
 */
final class AccountSql {
    private static final String MAX = "9223372036854775807";
    private static final String BOUND = "CASE WHEN unlimited THEN " + MAX + " ELSE limit_nanos END";

    /** Only where {@code used + held + overage + amount <= limit}, and overage is 0. */
    final Sql hold = Sql.of("UPDATE modelrouter_account SET held = held + :amount, changed_at = :now"
            + " WHERE id = :account AND overage = 0 AND :amount <= " + BOUND + " - used - held");

    /** Whether the hold was refused for a sum that does not fit, and not for a limit. */
    final Sql overflows = Sql.of("SELECT 1 FROM modelrouter_account WHERE id = :account AND unlimited AND overage = 0"
            + " AND :amount > " + MAX + " - used - held");

    /** An account that is known from now on, with limit 0. */
    final Sql create = Sql.of("INSERT INTO modelrouter_account (id, unlimited, limit_nanos, changed_at)"
            + " VALUES (:account, FALSE, 0, :now)");

    final Sql createWithLimit = Sql.of("INSERT INTO modelrouter_account (id, unlimited, limit_nanos, changed_at)"
            + " VALUES (:account, :unlimited, :limit, :now)");

    /**
     * The hold gives way to a charge. {@code :within} is the lesser of the hold and the charge, {@code :excess} the rest of
     * the charge, which takes from what is available; what is left of it is overage.
     */
    final Sql charge;

    /** Sets the limit; if that raises it, overage moves into used as far as there is room. */
    final Sql setLimit;

    /** Adds to the limit, with the same move. */
    final Sql topUp;

    /** Takes back what was charged, overage first. */
    final Sql giveBack;

    AccountSql(Engine engine) {
        String beyond = "(CASE WHEN unlimited THEN 0 ELSE GREATEST(0, :excess - GREATEST(0,"
                + " limit_nanos - (held - :hold) - (used + :within) - overage)) END)";
        charge = Sql.of("UPDATE modelrouter_account SET moving = " + beyond
                + ", used = used + :actual - " + moving(engine, beyond)
                + ", overage = overage + " + moving(engine, beyond)
                + ", held = held - :hold, changed_at = :now"
                + " WHERE id = :account AND :actual <= " + MAX + " - (held - :hold + used + overage)");

        String raise = "(CASE WHEN unlimited THEN 0 WHEN :unlimited THEN overage"
                + " WHEN :limit > limit_nanos THEN LEAST(overage, GREATEST(0, :limit - held - used)) ELSE 0 END)";
        setLimit = Sql.of("UPDATE modelrouter_account SET moving = " + raise
                + ", used = used + " + moving(engine, raise)
                + ", overage = overage - " + moving(engine, raise)
                + ", unlimited = :unlimited, limit_nanos = :limit, changed_at = :now WHERE id = :account");

        String more = "(LEAST(overage, GREATEST(0, limit_nanos + :amount - held - used)))";
        topUp = Sql.of("UPDATE modelrouter_account SET moving = " + more
                + ", used = used + " + moving(engine, more)
                + ", overage = overage - " + moving(engine, more)
                + ", limit_nanos = limit_nanos + :amount, changed_at = :now"
                + " WHERE id = :account AND NOT unlimited AND :amount <= " + MAX + " - limit_nanos");

        String fromOverage = "(LEAST(overage, :amount))";
        giveBack = Sql.of("UPDATE modelrouter_account SET moving = " + fromOverage
                + ", used = used - (:amount - " + moving(engine, fromOverage) + ")"
                + ", overage = overage - " + moving(engine, fromOverage)
                + ", changed_at = :now WHERE id = :account AND :amount <= used + overage");
    }

    private static String moving(Engine engine, String expression) {
        return engine.isMySqlLike() ? "moving" : expression;
    }
}
