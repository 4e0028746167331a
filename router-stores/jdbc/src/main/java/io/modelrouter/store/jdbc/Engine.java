package io.modelrouter.store.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** The databases that the stores run on, and what they say differently. */
public enum Engine {
    POSTGRESQL("postgresql", "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"),
    H2("h2", "DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00', CURRENT_TIMESTAMP(6))"),
    MYSQL("mysql", "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))"),
    MARIADB("mysql", "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))");

    private final String scripts;
    private final String nowMicros;

    Engine(String scripts, String nowMicros) {
        this.scripts = scripts;
        this.nowMicros = nowMicros;
    }

    /** MySQL or MariaDB, which take the same SQL here. */
    public boolean isMySqlLike() {
        return this == MYSQL || this == MARIADB;
    }

    /** An SQL expression: the database's clock now, in microseconds since 1970-01-01T00:00Z. */
    public String nowMicros() {
        return nowMicros;
    }

    /** The folder of the migration scripts for this engine. */
    String scripts() {
        return scripts;
    }

    /** The collation in which two texts are equal only if every byte is, trailing spaces too; only MySQL and MariaDB need one. */
    String exactCollation() {
        return this == MARIADB ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
    }

    /**
     * What is at the other end of a connection.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Engine of(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        String product = data.getDatabaseProductName();
        String version = data.getDatabaseProductVersion();
        return of(product == null ? "" : product, version == null ? "" : version);
    }

    static Engine of(String product, String version) {
        String name = product.toLowerCase(Locale.ROOT);
        if (name.equals("postgresql")) {
            return POSTGRESQL;
        } else if (name.equals("h2")) {
            return H2;
        } else if (name.equals("mariadb")
                || name.equals("mysql") && version.toLowerCase(Locale.ROOT).contains("mariadb")) {
            // MySQL's own driver calls MariaDB by its old name.
            return MARIADB;
        } else if (name.equals("mysql")) {
            return MYSQL;
        }
        throw new IllegalArgumentException(
                "the store runs on PostgreSQL, H2, MySQL and MariaDB; the data source leads to: " + product);
    }
}
