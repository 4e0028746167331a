package io.modelrouter.store.jdbc.ledger;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A network that loses answers: the statement was executed, and who made it gets an error, so many times. */
record LossyDataSource(DataSource right, AtomicInteger losses) implements DataSource {

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = right.getConnection();
        return proxy(Connection.class, connection);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().startsWith("execute") && losses.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new SQLRecoverableException("the answer was lost", "08006");
                    }
                    return result instanceof PreparedStatement statement
                            ? proxy(PreparedStatement.class, statement)
                            : result;
                }));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return right.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        right.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        right.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return right.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("lossy");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return right.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return right.isWrapperFor(type);
    }
}
