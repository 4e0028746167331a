package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Brings the tables of the stores, all named {@code modelrouter_...}, up to the version of this library. The scripts ship in
 * the jar under {@value #LOCATION}, one folder for each engine; what was run stands in {@value #HISTORY}. With Flyway on
 * the class path it runs them; else a runner of our own does, which keeps the same table, so that a host may add or drop
 * Flyway later. Several nodes may start at once. Not undone, never destructive.
 */
public final class Migrations {
    /** Where the scripts are, for a host that runs them itself; the engine's folder is below it. */
    public static final String LOCATION = "io/modelrouter/store/jdbc/migration";

    /** The table of what was run, of Flyway's shape; beside a host's own {@code flyway_schema_history}. */
    public static final String HISTORY = "modelrouter_schema_history";

    private Migrations() {}

    /**
     * Runs the scripts that have not run yet, in the default schema of the data source.
     *
     * @return how many were run
     * @throws IllegalArgumentException if the database is none of the engines
     * @throws IllegalStateException if a script fails, or one that was run has changed since
     * @throws io.modelrouter.quota.LedgerUnavailableException if the database cannot be reached
     */
    public static int migrate(DataSource dataSource) {
        Engine engine = engineOf(dataSource);
        return FlywayRunner.isPresent(engine)
                ? FlywayRunner.migrate(dataSource, engine)
                : ScriptRunner.migrate(dataSource, engine);
    }

    static Engine engineOf(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return Engine.of(connection);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    /** What stands for {@code ${...}} in the scripts. */
    static Map<String, String> placeholders(Engine engine) {
        return Map.of("exact", engine.exactCollation());
    }
}
