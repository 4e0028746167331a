package io.modelrouter.store.jdbc;

import io.modelrouter.quota.LedgerUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets one node at a time migrate, and has the connection to do it on. Closing it without an exception before commits.
 *
 * <ul>
 *   <li>PostgreSQL: an advisory lock of the transaction, and all scripts in that transaction.
 *   <li>MySQL, MariaDB: a named lock of the session.
 *   <li>H2: a locked row, held by a second connection, because what makes a table commits and would set it free.
 * </ul>
 */
final class MigrationLock implements AutoCloseable {
    /** Any number that nobody else takes: "modelrou" in ASCII. */
    private static final long ADVISORY = 0x6d6f64656c726f75L;

    private static final int WAIT_SECONDS = 60;

    /** What a connection to H2 starts with unless its URL says otherwise. */
    private static final int DEFAULT_LOCK_MILLIS = 2_000;

    private final Connection connection;
    private final @Nullable Connection guard;
    private final Engine engine;

    private MigrationLock(Connection connection, @Nullable Connection guard, Engine engine) {
        this.connection = connection;
        this.guard = guard;
        this.engine = engine;
    }

    static MigrationLock acquire(DataSource dataSource, Engine engine) throws SQLException {
        Connection guard = engine == Engine.H2 ? lockedRow(dataSource) : null;
        Connection connection = null;
        try {
            connection = dataSource.getConnection();
            connection.setAutoCommit(engine != Engine.POSTGRESQL);
            if (engine == Engine.POSTGRESQL) {
                execute(connection, "SELECT pg_advisory_xact_lock(" + ADVISORY + ")");
            } else if (engine.isMySqlLike()) {
                namedLock(connection);
            }
            return new MigrationLock(connection, guard, engine);
        } catch (SQLException | RuntimeException e) {
            close(connection);
            close(guard);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    private static void namedLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT GET_LOCK(CONCAT('modelrouter:', MD5(DATABASE())), " + WAIT_SECONDS + ")")) {
            if (!row.next() || row.getInt(1) != 1) {
                throw new LedgerUnavailableException("another node has been migrating for too long", null);
            }
        }
    }

    private static Connection lockedRow(DataSource dataSource) throws SQLException {
        Connection guard = dataSource.getConnection();
        try {
            guard.setAutoCommit(true);
            execute(guard, "CREATE TABLE IF NOT EXISTS modelrouter_schema_lock (id INT PRIMARY KEY)");
            execute(guard, "MERGE INTO modelrouter_schema_lock (id) KEY (id) VALUES (1)");
            execute(guard, "SET LOCK_TIMEOUT " + WAIT_SECONDS * 1_000);
            guard.setAutoCommit(false);
            execute(guard, "SELECT id FROM modelrouter_schema_lock WHERE id = 1 FOR UPDATE");
            return guard;
        } catch (SQLException | RuntimeException e) {
            close(guard);
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void close(@Nullable Connection connection) throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        // A script that failed has left a transaction that cannot be committed; PostgreSQL rolls it back instead.
        try (connection;
                Connection closing = guard) {
            if (engine == Engine.POSTGRESQL) {
                connection.commit();
                connection.setAutoCommit(true);
            } else if (engine.isMySqlLike()) {
                execute(connection, "SELECT RELEASE_LOCK(CONCAT('modelrouter:', MD5(DATABASE())))");
            }
            if (closing != null) {
                closing.rollback();
                closing.setAutoCommit(true);
                execute(closing, "SET LOCK_TIMEOUT " + DEFAULT_LOCK_MILLIS);
            }
        }
    }
}
