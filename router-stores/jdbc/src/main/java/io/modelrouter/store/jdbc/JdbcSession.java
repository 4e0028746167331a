package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection inside one transaction. Every value goes to the database as a bound parameter; a null is bound as an
 * untyped NULL, so the statement casts it where the type matters. For one thread, and for no longer than the work runs.
 */
public final class JdbcSession {
    private final Connection connection;
    private final Engine engine;
    private final int timeoutSeconds;
    private boolean timeLimited;

    JdbcSession(Connection connection, Engine engine, Duration statementTimeout) {
        this.connection = connection;
        this.engine = engine;
        this.timeoutSeconds = (int) Math.max(1, statementTimeout.toSeconds());
    }

    /** What is at the other end. */
    public Engine engine() {
        return engine;
    }

    /** The connection, for what the methods here do not offer. It is neither closed nor committed. */
    public Connection connection() {
        return connection;
    }

    /**
     * Runs an INSERT, UPDATE or DELETE.
     *
     * @return how many rows it changed
     */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /**
     * Runs an INSERT that does nothing where a row with one of its keys is there already; first waits for another transaction
     * that is about to make one. The statement must end with its VALUES or SELECT.
     *
     * @return whether the row was made
     */
    public boolean insertIfAbsent(String sql, @Nullable Object... parameters) throws SQLException {
        if (engine == Engine.POSTGRESQL) {
            // Here an error would end the transaction.
            return update(sql + " ON CONFLICT DO NOTHING", parameters) > 0;
        }
        try {
            return update(sql, parameters) > 0;
        } catch (SQLException e) {
            if (SqlFailures.isDuplicate(e, engine)) {
                return false;
            }
            throw e;
        }
    }

    /** To throw where another transaction was faster, so that the work begins anew with what that one left. */
    public static SQLException conflict(String words) {
        return new SQLTransactionRollbackException(words, "40001");
    }

    /**
     * Runs one statement for each list of parameters, in this order, in one exchange with the database where the driver can.
     *
     * @return for each how many rows it changed
     */
    public int[] batch(String sql, List<? extends List<? extends @Nullable Object>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = prepare(sql)) {
            for (List<? extends @Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    set(statement, i + 1, row.get(i));
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** Runs a query and reads all its rows; the statement has to bound them. */
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        }
    }

    /** Runs a query that gives one row or none. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** A prepared statement with the time limit and these parameters, for the caller to close. */
    public PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            limitTime(statement);
            for (int i = 0; i < parameters.length; i++) {
                set(statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** H2 keeps the limit with the connection and runs a statement of its own to set it: once is enough there. */
    private void limitTime(PreparedStatement statement) throws SQLException {
        if (engine != Engine.H2 || !timeLimited) {
            statement.setQueryTimeout(timeoutSeconds);
            timeLimited = true;
        }
    }

    private void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Integer number) {
            statement.setInt(index, number);
        } else if (value instanceof Boolean truth) {
            statement.setBoolean(index, truth);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof String[] texts) {
            statement.setArray(index, connection.createArrayOf(engine == Engine.H2 ? "varchar" : "text", texts));
        } else {
            statement.setObject(index, value);
        }
    }
}
