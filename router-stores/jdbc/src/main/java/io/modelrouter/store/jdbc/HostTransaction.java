package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the calling thread stands in a transaction of the host that the work should join. For a framework that ties
 * transactions to threads, such as Spring with its {@code DataSourceUtils}.
 */
@FunctionalInterface
public interface HostTransaction {

    /**
     * The connection of the transaction that is open now, with auto-commit off; null where none is, and the work gets a
     * transaction of its own. The connection stays the host's: it is not closed, committed or rolled back.
     */
    @Nullable
    Connection current() throws SQLException;
}
