package io.modelrouter.store.jdbc;

import io.modelrouter.quota.LedgerUnavailableException;
import java.sql.SQLException;
import java.util.Set;

/** What an error of the database means for who asked. */
final class SqlFailures {
    /** The statement asked for something that cannot be: a mistake in it, in its data or in the schema. */
    private static final Set<String> MISTAKES = Set.of("21", "22", "23", "42", "0A", "2F", "38", "3F");

    /** H2: another transaction changed the row in between, a deadlock, or the wait for a lock took too long. */
    private static final Set<Integer> H2_CONFLICTS = Set.of(90131, 40001, 50200);

    /** InnoDB: the wait for a lock took too long, a deadlock, the record changed since it was read. */
    private static final Set<Integer> INNODB_CONFLICTS = Set.of(1205, 1213, 1020);

    private SqlFailures() {}

    /**
     * Whether the transaction met another one and can be run again. The database has rolled it back, or the caller does; in
     * either case it is known that it took no effect.
     */
    static boolean isConflict(SQLException e, Engine engine) {
        String state = stateOf(e);
        if (state.equals("40001") || state.equals("40P01")) {
            return true;
        }
        return switch (engine) {
            case POSTGRESQL -> false;
            case H2 -> H2_CONFLICTS.contains(e.getErrorCode());
            case MYSQL, MARIADB -> INNODB_CONFLICTS.contains(e.getErrorCode());
        };
    }

    /** Whether a row with this key is there already. */
    static boolean isDuplicate(SQLException e, Engine engine) {
        return engine.isMySqlLike() ? e.getErrorCode() == 1062 : stateOf(e).equals("23505");
    }

    /**
     * The exception for the caller. A connection that failed, a time-out and whatever else says nothing about the outcome is
     * a {@link LedgerUnavailableException}; the message names the state, never a value.
     */
    static RuntimeException translate(SQLException e) {
        String state = stateOf(e);
        if (state.equals("22003")) {
            ArithmeticException overflow = new ArithmeticException("the amount does not fit");
            overflow.initCause(e);
            return overflow;
        }
        if (state.length() == 5 && MISTAKES.contains(state.substring(0, 2))) {
            return new IllegalStateException("the database refused a statement, SQLSTATE " + state, e);
        }
        return new LedgerUnavailableException(
                "the database cannot be reached" + (state.isEmpty() ? "" : ", SQLSTATE " + state), e);
    }

    private static String stateOf(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
