package io.modelrouter.store.jdbc;

import static org.junit.jupiter.api.Assumptions.abort;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The databases that the tests run on: one server of each kind for the whole JVM, started when the first test asks, and a
 * database of its own for whoever asks. A server that cannot be started here skips the test with a message.
 */
public final class Servers {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Servers() {}

    /** An empty database, and a pool of connections to it that the caller closes. */
    public static HikariDataSource empty(Engine engine) {
        return pool(url(engine), engine, 10);
    }

    /** A database with the tables of the stores. */
    public static HikariDataSource migrated(Engine engine) {
        HikariDataSource pool = empty(engine);
        Migrations.migrate(pool);
        return pool;
    }

    /** A pool of another size on the database of a URL. */
    public static HikariDataSource pool(String url, Engine engine, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(engine == Engine.POSTGRESQL ? "postgres" : engine == Engine.H2 ? "sa" : "root");
        config.setPassword("");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    /** The URL of a new and empty database. */
    public static String url(Engine engine) {
        String name = "t" + NUMBER.incrementAndGet();
        return switch (engine) {
            case POSTGRESQL -> created(PostgresServer.shared().url("postgres"), "postgres", name);
            case H2 -> "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
            case MARIADB -> created(MariaServer.shared().url("mysql"), "root", name);
            case MYSQL -> abort("there is no MySQL server here; it takes the same SQL as MariaDB");
        };
    }

    /** The URL of a new and empty H2 database on a file. */
    public static String h2File() {
        try {
            Path folder = Files.createTempDirectory("modelrouter-h2");
            folder.toFile().deleteOnExit();
            return "jdbc:h2:file:" + folder.resolve("ledger").toAbsolutePath();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String created(String url, String user, String database) {
        try (Connection connection = java.sql.DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database.toLowerCase(Locale.ROOT));
        } catch (SQLException e) {
            throw new IllegalStateException("no database for the test", e);
        }
        return url.replaceFirst("/(postgres|mysql)(\\?|$)", "/" + database + "$2");
    }

    /** Empties the tables named, so that a test may begin anew on the same database. */
    public static void truncate(HikariDataSource pool, String... tables) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("DELETE FROM " + table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
