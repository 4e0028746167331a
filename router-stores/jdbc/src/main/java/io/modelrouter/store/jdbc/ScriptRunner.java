package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Runs the scripts where there is no Flyway, and keeps the table that Flyway would keep. On PostgreSQL all of it is one
 * transaction; the others commit with each statement that makes a table.
 */
final class ScriptRunner {
    private ScriptRunner() {}

    static int migrate(DataSource dataSource, Engine engine) {
        List<Script> scripts = Script.all(engine);
        try (MigrationLock lock = MigrationLock.acquire(dataSource, engine)) {
            return migrate(lock.connection(), engine, scripts);
        } catch (SQLException e) {
            throw SqlFailures.translate(e);
        }
    }

    private static int migrate(Connection connection, Engine engine, List<Script> scripts) throws SQLException {
        History history = History.open(connection, engine);
        Map<String, Integer> done = history.read();
        int ran = 0;
        for (Script script : scripts) {
            Integer checksum = done.get(script.version());
            if (checksum == null) {
                run(connection, engine, script, history);
                ran++;
            } else if (checksum != script.checksum()) {
                throw new IllegalStateException(script.name() + " has changed since it was run on this database");
            }
        }
        return ran;
    }

    private static void run(Connection connection, Engine engine, Script script, History history) throws SQLException {
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.statements(Migrations.placeholders(engine))) {
                statement.execute(sql);
            }
        }
        history.add(script, (System.nanoTime() - start) / 1_000_000);
    }

    /** The table of what was run; its names are quoted as Flyway quotes them. */
    private record History(Connection connection, String quote) {

        static History open(Connection connection, Engine engine) throws SQLException {
            History history = new History(connection, engine.isMySqlLike() ? "`" : "\"");
            String create = history.sql("""
                    CREATE TABLE IF NOT EXISTS [%s] (
                      [installed_rank] INT NOT NULL,
                      [version] VARCHAR(50),
                      [description] VARCHAR(200) NOT NULL,
                      [type] VARCHAR(20) NOT NULL,
                      [script] VARCHAR(1000) NOT NULL,
                      [checksum] INT,
                      [installed_by] VARCHAR(100) NOT NULL,
                      [installed_on] TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
                      [execution_time] INT NOT NULL,
                      [success] BOOLEAN NOT NULL,
                      PRIMARY KEY ([installed_rank]))""");
            try (Statement statement = connection.createStatement()) {
                statement.execute(create);
            }
            return history;
        }

        /** Versions that were run, with their checksums; a baseline row of Flyway has none and is left out. */
        Map<String, Integer> read() throws SQLException {
            Map<String, Integer> done = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            sql("SELECT [version], [checksum] FROM [%s] WHERE [type] = 'SQL' AND [success]"))) {
                while (rows.next()) {
                    done.put(rows.getString(1), rows.getInt(2));
                }
            }
            return done;
        }

        void add(Script script, long millis) throws SQLException {
            String insert = sql("INSERT INTO [%s] ([installed_rank], [version], [description], [type], [script],"
                    + " [checksum], [installed_by], [execution_time], [success])"
                    + " SELECT COALESCE(MAX([installed_rank]), 0) + 1, ?, ?, 'SQL', ?, ?, 'modelrouter', ?, ?"
                    + " FROM [%s]");
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, script.version());
                statement.setString(2, script.description());
                statement.setString(3, script.name());
                statement.setInt(4, script.checksum());
                statement.setInt(5, (int) Math.min(millis, Integer.MAX_VALUE));
                statement.setBoolean(6, true);
                statement.executeUpdate();
            }
        }

        private String sql(String pattern) {
            return pattern.replace("%s", Migrations.HISTORY).replace("[", quote).replace("]", quote);
        }
    }
}
