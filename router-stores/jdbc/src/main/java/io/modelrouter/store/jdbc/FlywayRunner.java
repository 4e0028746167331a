package io.modelrouter.store.jdbc;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Runs the scripts with Flyway; touched only where Flyway and its module for the engine are on the class path. */
final class FlywayRunner {
    private FlywayRunner() {}

    static boolean isPresent(Engine engine) {
        String type = switch (engine) {
            case POSTGRESQL -> "org.flywaydb.database.postgresql.PostgreSQLDatabaseType";
            case H2 -> "org.flywaydb.core.internal.database.h2.H2DatabaseType";
            case MYSQL, MARIADB -> "org.flywaydb.database.mysql.MySQLDatabaseType";
        };
        ClassLoader loader = Migrations.class.getClassLoader();
        try {
            Class.forName("org.flywaydb.core.Flyway", false, loader);
            Class.forName(type, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    static int migrate(DataSource dataSource, Engine engine) {
        return Run.migrate(dataSource, engine);
    }

    /** By itself: a class that catches one of Flyway's exceptions cannot even be loaded without Flyway. */
    private static final class Run {
        static int migrate(DataSource dataSource, Engine engine) {
            try {
                return Flyway.configure(Migrations.class.getClassLoader())
                        .dataSource(dataSource)
                        .locations("classpath:" + Migrations.LOCATION + "/" + engine.scripts())
                        .table(Migrations.HISTORY)
                        // The schema is the host's and has tables already; version 0 is what it was before ours.
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .placeholders(Migrations.placeholders(engine))
                        .cleanDisabled(true)
                        .load()
                        .migrate()
                        .migrationsExecuted;
            } catch (FlywayException e) {
                throw new IllegalStateException("the tables of the stores could not be brought up to date", e);
            }
        }
    }
}
