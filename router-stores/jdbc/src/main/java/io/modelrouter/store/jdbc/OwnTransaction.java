package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A transaction on a connection from the pool. Closing it rolls back what was not committed and restores the connection. */
final class OwnTransaction implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommitBefore;
    private final boolean single;
    private final int networkTimeoutBefore;
    private boolean committed;

    private OwnTransaction(Connection connection, boolean autoCommitBefore, boolean single, int networkTimeoutBefore) {
        this.connection = connection;
        this.autoCommitBefore = autoCommitBefore;
        this.single = single;
        this.networkTimeoutBefore = networkTimeoutBefore;
    }

    static OwnTransaction begin(Connection connection, Engine engine, boolean single, Duration statementTimeout)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int networkTimeout = limitNetwork(connection, engine, statementTimeout);
        OwnTransaction transaction = new OwnTransaction(connection, autoCommit, single, networkTimeout);
        try {
            if (autoCommit != single) {
                connection.setAutoCommit(single);
            }
            isolate(connection, engine, single);
            return transaction;
        } catch (SQLException e) {
            transaction.close();
            throw e;
        }
    }

    /**
     * READ COMMITTED, where the default is another. Not asked for on PostgreSQL, whose default it is, because that costs two
     * exchanges each time; a host that chose a stricter one gets conflicts, which are repeated, and no wrong result. MySQL
     * and MariaDB take it for the next transaction alone.
     */
    private static void isolate(Connection connection, Engine engine, boolean single) throws SQLException {
        if (engine.isMySqlLike() && !single) {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            }
        } else if (engine == Engine.H2
                && connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    /**
     * A statement is cancelled by the driver over the network, which cannot help when the network or the server is gone. Then
     * the socket's own limit ends the wait.
     *
     * @return the limit before, in milliseconds; -1 where nothing was changed
     */
    private static int limitNetwork(Connection connection, Engine engine, Duration statementTimeout)
            throws SQLException {
        if (engine == Engine.H2) {
            return -1;
        }
        int before = connection.getNetworkTimeout();
        int wanted = (int) statementTimeout.multipliedBy(2).toMillis();
        if (before > 0 && before <= wanted) {
            return -1;
        }
        connection.setNetworkTimeout(Runnable::run, wanted);
        return before;
    }

    void commit() throws SQLException {
        if (!single) {
            connection.commit();
        }
        committed = true;
    }

    @Override
    public void close() {
        try {
            if (!committed && !single && !connection.isClosed()) {
                connection.rollback();
            }
            if (!connection.isClosed()) {
                if (autoCommitBefore != single) {
                    connection.setAutoCommit(autoCommitBefore);
                }
                if (networkTimeoutBefore >= 0) {
                    connection.setNetworkTimeout(Runnable::run, networkTimeoutBefore);
                }
            }
        } catch (SQLException e) {
            // The outcome is known by now, or the exception on its way tells that it is not; the pool drops the
            // connection.
            return;
        }
    }
}
