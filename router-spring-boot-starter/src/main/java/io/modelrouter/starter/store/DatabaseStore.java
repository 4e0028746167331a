package io.modelrouter.starter.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.ModelRouterProperties.Jdbc;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/**
 * The database of the stores: the one that {@code jdbc.url} names, else the host's {@link DataSource}, else an H2 file beside
 * the process. No bean of type {@code DataSource}, so that the host's own stay as they are. Closes only what it opened.
 */
public final class DatabaseStore implements AutoCloseable {
    /** Where the H2 file is, from the working directory. */
    static final Path FILE = Path.of("modelrouter-data", "modelrouter");

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStore.class);
    private static final String URL = ModelRouterProperties.PREFIX + ".jdbc.url";
    private static final String STORE = ModelRouterProperties.PREFIX + ".store";
    private static final int POOL = 10;

    private final DataSource dataSource;
    private final @Nullable Closeable own;
    private final boolean oneProcess;
    private final JdbcDatabase database;

    private DatabaseStore(DataSource dataSource, @Nullable Closeable own, boolean oneProcess, JdbcDatabase database) {
        this.dataSource = dataSource;
        this.own = own;
        this.oneProcess = oneProcess;
        this.database = database;
    }

    /**
     * Opens the database and brings its tables up to date.
     *
     * @param hosts the host's own data source, or null
     * @throws InvalidSettingException if it cannot be opened, with what to do
     */
    static DatabaseStore open(Jdbc settings, @Nullable DataSource hosts) {
        String url = settings.url();
        if (url != null) {
            requireDriver(url);
            return opened(pool(url, settings), false, settings.migrate(), URL);
        }
        if (hosts != null) {
            return new DatabaseStore(hosts, null, false, reached(hosts, settings.migrate(), STORE));
        }
        if (!ClassUtils.isPresent("org.h2.Driver", null)) {
            throw InvalidSettingException.of(
                    STORE,
                    "jdbc",
                    "without a DataSource in the application and without model-router.jdbc.url it is an H2 file, which needs"
                            + " com.h2database:h2 on the class path");
        }
        LOG.info("Quota, tokens and records are kept in the H2 file {}", FILE.toAbsolutePath());
        // H2 writes half a second late unless told otherwise, and would close before the router does.
        String file = "jdbc:h2:file:" + FILE.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        return opened(pool(file, settings), true, true, STORE);
    }

    private static DatabaseStore opened(DataSource pool, boolean oneProcess, boolean migrate, String setting) {
        Closeable own = (Closeable) pool;
        try {
            return new DatabaseStore(pool, own, oneProcess, reached(pool, migrate, setting));
        } catch (RuntimeException e) {
            close(own);
            throw e;
        }
    }

    private static JdbcDatabase reached(DataSource dataSource, boolean migrate, String setting) {
        try {
            if (migrate) {
                Migrations.migrate(dataSource);
            }
            return JdbcDatabase.of(dataSource);
        } catch (LedgerUnavailableException | IllegalArgumentException | IllegalStateException e) {
            throw InvalidSettingException.of(setting, null, "the database cannot be used: " + innermost(e), e);
        }
    }

    private static void requireDriver(String url) {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            int end = url.indexOf(':', "jdbc:".length());
            String kind = end < 0 ? "jdbc:" : url.substring(0, end + 1);
            throw InvalidSettingException.of(
                    URL, null, "no driver for " + kind + " is on the class path; add the one of your database");
        }
    }

    private static DataSource pool(String url, Jdbc settings) {
        if (!ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", null)) {
            throw InvalidSettingException.of(
                    settings.url() == null ? STORE : URL,
                    null,
                    "a database of its own needs com.zaxxer:HikariCP on the class path, or give the application a DataSource");
        }
        return Pool.of(url, settings);
    }

    /** Touched only where the pool's classes are there. */
    private static final class Pool {
        static DataSource of(String url, Jdbc settings) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("modelrouter");
            config.setJdbcUrl(url);
            if (settings.username() != null) {
                config.setUsername(settings.username());
            }
            if (settings.password() != null) {
                config.setPassword(settings.password().reveal());
            }
            config.setMaximumPoolSize(POOL);
            config.setConnectionTimeout(5_000);
            try {
                return new HikariDataSource(config);
            } catch (PoolInitializationException e) {
                throw InvalidSettingException.of(
                        settings.url() == null ? STORE : URL,
                        null,
                        "the database cannot be reached: " + innermost(e),
                        e);
            }
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** The database; every piece of work is a transaction of its own. */
    public JdbcDatabase database() {
        return database;
    }

    /** The pool behind it. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Whether no other process can share it. */
    boolean isOfOneProcess() {
        return oneProcess;
    }

    @Override
    public void close() {
        if (own != null) {
            close(own);
        }
    }

    private static void close(Closeable pool) {
        try {
            pool.close();
        } catch (IOException e) {
            LOG.warn("The pool of connections did not close", e);
        }
    }
}
