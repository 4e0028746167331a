package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How the stores reach their database. Safe from any thread; it keeps no connection of its own, so give it a pool.
 *
 * <p>Work runs in a transaction of its own, READ COMMITTED, begun and ended here. Where it met another transaction (a
 * deadlock, SQLSTATE 40001 or 40P01) and so took no effect, it is run again, a few times, after a short random pause. A
 * connection that fails, or a statement that takes longer than its time, is a
 * {@link io.modelrouter.quota.LedgerUnavailableException}: it is not known then whether the work took effect, so nothing is
 * repeated here.
 *
 * <p>{@link #joining} gives the same database inside a transaction of the host.
 */
public final class JdbcDatabase {
    /** How long one statement may take unless said otherwise. */
    public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(5);

    /** How often work is run before a conflict is given up. */
    private static final int TRIES = 12;

    private final DataSource dataSource;
    private final Engine engine;
    private final Duration statementTimeout;
    private final @Nullable HostTransaction host;

    private JdbcDatabase(
            DataSource dataSource, Engine engine, Duration statementTimeout, @Nullable HostTransaction host) {
        this.dataSource = dataSource;
        this.engine = engine;
        this.statementTimeout = statementTimeout;
        this.host = host;
    }

    /**
     * The database that a data source leads to. Asks it once what it is.
     *
     * @throws IllegalArgumentException if it is not PostgreSQL, H2, MySQL or MariaDB
     * @throws io.modelrouter.quota.LedgerUnavailableException if it cannot be reached
     */
    public static JdbcDatabase of(DataSource dataSource) {
        return of(dataSource, DEFAULT_STATEMENT_TIMEOUT);
    }

    /**
     * The same with a time limit of your own.
     *
     * @param statementTimeout for each statement, 1 second to 10 minutes; a whole number of seconds
     */
    public static JdbcDatabase of(DataSource dataSource, Duration statementTimeout) {
        Objects.requireNonNull(dataSource, "dataSource");
        if (statementTimeout.toSeconds() < 1 || statementTimeout.toSeconds() > 600) {
            throw new IllegalArgumentException(
                    "statementTimeout must be between 1 second and 10 minutes, but is " + statementTimeout);
        }
        try (Connection connection = dataSource.getConnection()) {
            return new JdbcDatabase(dataSource, Engine.of(connection), statementTimeout, null);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    /**
     * The same database inside the transaction that is open on this connection: nothing is committed, rolled back, repeated
     * or closed here, so what a store does counts if and when the host commits. Work that fails or refuses is undone back to
     * a savepoint and leaves the rest of the transaction as it was; a deadlock or a lost connection ends it altogether.
     *
     * @param connection of the same database, with auto-commit off; used by the calling thread alone
     */
    public JdbcDatabase joining(Connection connection) {
        Objects.requireNonNull(connection, "connection");
        return joining(() -> connection);
    }

    /** The same database, which joins the host's transaction where the calling thread has one open. */
    public JdbcDatabase joining(HostTransaction transaction) {
        return new JdbcDatabase(
                dataSource, engine, statementTimeout, Objects.requireNonNull(transaction, "transaction"));
    }

    /** What is at the other end. */
    public Engine engine() {
        return engine;
    }

    /** Runs the work in one transaction: all of it takes effect, or, where it throws, none. */
    public <T> T transaction(JdbcWork<T> work) {
        return run(work, false);
    }

    /**
     * Runs work that is a single statement, which is its own transaction and so needs no commit: one exchange with the
     * database less. Also for reading.
     */
    public <T> T statement(JdbcWork<T> work) {
        return run(work, true);
    }

    private <T> T run(JdbcWork<T> work, boolean single) {
        try {
            Connection hosts = host == null ? null : host.current();
            return hosts == null ? repeat(work, single) : join(hosts, work);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    private <T> T repeat(JdbcWork<T> work, boolean single) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(work, single);
            } catch (SQLException e) {
                if (attempt == TRIES || !SqlFailures.isConflict(e, engine)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /** Full jitter, from a millisecond up to 64: the other transaction is as short as this one. */
    private static void pause(int attempt) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L << Math.min(attempt - 1, 6)));
    }

    private <T> T attempt(JdbcWork<T> work, boolean single) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                OwnTransaction transaction = OwnTransaction.begin(connection, engine, single, statementTimeout)) {
            T result = work.run(session(connection));
            transaction.commit();
            return result;
        }
    }

    private <T> T join(Connection connection, JdbcWork<T> work) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the connection to join has no transaction: auto-commit is on");
        }
        Savepoint before = connection.setSavepoint();
        try {
            T result = work.run(session(connection));
            connection.releaseSavepoint(before);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback(before);
            } catch (SQLException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
    }

    private JdbcSession session(Connection connection) {
        return new JdbcSession(connection, engine, statementTimeout);
    }
}
