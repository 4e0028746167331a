package io.modelrouter.store.jdbc;

import java.sql.SQLException;

/** Statements that belong together. May run more than once, and then starts anew: it keeps nothing between runs. */
@FunctionalInterface
public interface JdbcWork<T> {
    T run(JdbcSession session) throws SQLException;
}
