package io.modelrouter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.quota.LedgerUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A database")
class JdbcDatabaseTest {

    @Nested
    class OnPostgres extends Rules {
        OnPostgres() {
            super(Engine.POSTGRESQL);
        }

        @Test
        @Tag("R1.10")
        @DisplayName("stops a statement that takes too long and says that it is unavailable")
        void statementTimeout() {
            JdbcDatabase impatient = JdbcDatabase.of(pool, java.time.Duration.ofSeconds(1));

            assertThatThrownBy(() -> impatient.statement(s -> s.first("SELECT pg_sleep(30)", row -> 1)))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("57014");
        }

        @Test
        @Tag("R1.10")
        @DisplayName("that loses its connection says that it is unavailable, and does not repeat what is unclear")
        void lostConnection() {
            AtomicInteger runs = new AtomicInteger();

            assertThatThrownBy(() -> database.transaction(s -> {
                        runs.incrementAndGet();
                        s.first("SELECT pg_terminate_backend(pg_backend_pid())", row -> 1);
                        return s.update("UPDATE t SET n = n + 1 WHERE id = 1");
                    }))
                    .isInstanceOf(LedgerUnavailableException.class);

            assertThat(runs).hasValue(1);
            assertThat(n(1)).isZero();
        }
    }

    @Nested
    class OnH2 extends Rules {
        OnH2() {
            super(Engine.H2);
        }
    }

    @Nested
    class OnMariaDb extends Rules {
        OnMariaDb() {
            super(Engine.MARIADB);
        }
    }

    abstract static class Rules {
        final HikariDataSource pool;
        final JdbcDatabase database;

        Rules(Engine engine) {
            pool = Servers.empty(engine);
            database = JdbcDatabase.of(pool);
            database.statement(s -> s.update("CREATE TABLE t (id INT PRIMARY KEY, n BIGINT NOT NULL)"));
            database.statement(s -> s.update("INSERT INTO t (id, n) VALUES (1, 0), (2, 0)"));
        }

        @AfterEach
        void close() {
            pool.close();
        }

        @Test
        @DisplayName("commits work that returns, and undoes work that throws")
        void commitsOrRollsBack() {
            database.transaction(s -> add(s, 1, 5));
            assertThatThrownBy(() -> database.transaction(s -> {
                        add(s, 1, 7);
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(n(1)).isEqualTo(5);
        }

        @Test
        @DisplayName("gives the pool its connections back as they were")
        void restores() throws SQLException {
            database.transaction(s -> add(s, 1, 1));

            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isTrue();
            }
        }

        @Test
        @Tag("R1.11")
        @DisplayName("runs work again that met another transaction in a deadlock, and both take effect once")
        void deadlock() throws Exception {
            CyclicBarrier bothHaveOne = new CyclicBarrier(2);
            AtomicInteger runs = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<Integer> up = threads.submit(() -> crosswise(1, 2, bothHaveOne, runs));
                Future<Integer> down = threads.submit(() -> crosswise(2, 1, bothHaveOne, runs));
                up.get(30, TimeUnit.SECONDS);
                down.get(30, TimeUnit.SECONDS);
            } finally {
                threads.shutdownNow();
            }

            assertThat(runs).hasValueGreaterThan(2);
            assertThat(n(1)).isEqualTo(2);
            assertThat(n(2)).isEqualTo(2);
        }

        private int crosswise(int first, int second, CyclicBarrier bothHaveOne, AtomicInteger runs) {
            return database.transaction(s -> {
                int run = runs.incrementAndGet();
                add(s, first, 1);
                if (run <= 2) {
                    try {
                        bothHaveOne.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
                return add(s, second, 1);
            });
        }

        @Test
        @DisplayName("joins the host's transaction, which the host commits or rolls back")
        void joins() throws SQLException {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                JdbcDatabase joined = database.joining(connection);

                joined.transaction(s -> add(s, 1, 3));
                assertThat(n(2)).as("seen by others").isZero();
                connection.rollback();
                assertThat(n(1)).isZero();

                joined.statement(s -> add(s, 1, 4));
                connection.commit();
                assertThat(n(1)).isEqualTo(4);
            }
        }

        @Test
        @DisplayName("undoes joined work that throws, and leaves the host's transaction as it was")
        void joinsToASavepoint() throws SQLException {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                JdbcDatabase joined = database.joining(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("UPDATE t SET n = 9 WHERE id = 2");
                }

                assertThatThrownBy(() -> joined.transaction(s -> {
                            add(s, 1, 3);
                            return s.update("INSERT INTO t (id, n) VALUES (1, 1)");
                        }))
                        .isInstanceOf(IllegalStateException.class);
                connection.commit();
            }
            assertThat(n(1)).isZero();
            assertThat(n(2)).isEqualTo(9);
        }

        @Test
        @DisplayName("joins where the host says that there is a transaction, and begins one elsewhere")
        void hostTransaction() throws SQLException {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                Connection[] current = {null};
                JdbcDatabase joined = database.joining(() -> current[0]);

                joined.transaction(s -> add(s, 1, 1));
                assertThat(n(1)).isEqualTo(1);

                current[0] = connection;
                joined.transaction(s -> add(s, 1, 1));
                connection.rollback();
                assertThat(n(1)).isEqualTo(1);
            }
        }

        @Test
        @DisplayName("does not join a connection without a transaction")
        void autoCommit() throws SQLException {
            try (Connection connection = pool.getConnection()) {
                assertThatThrownBy(() -> database.joining(connection).transaction(s -> add(s, 1, 3)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("auto-commit");
            }
        }

        @Test
        @DisplayName("tells the time in microseconds")
        void time() {
            long before = System.currentTimeMillis();
            long now = database.statement(s -> s.first("SELECT " + s.engine().nowMicros(), row -> row.getLong(1)))
                    .orElseThrow();

            assertThat(now / 1_000).isBetween(before - 2_000, System.currentTimeMillis() + 2_000);
        }

        @Test
        @Tag("R1.10")
        @DisplayName("that gives no connection says that it is unavailable")
        void noConnection() {
            pool.close();

            assertThatThrownBy(() -> database.transaction(s -> 1)).isInstanceOf(LedgerUnavailableException.class);
        }

        static int add(JdbcSession session, int id, long amount) throws SQLException {
            return session.update("UPDATE t SET n = n + ? WHERE id = ?", amount, id);
        }

        long n(int id) {
            return database.statement(s -> s.first("SELECT n FROM t WHERE id = ?", row -> row.getLong(1), id))
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName("is PostgreSQL, H2, MySQL or MariaDB, whatever driver names it, and nothing else")
    void engines() {
        assertThat(Engine.of("PostgreSQL", "18.6")).isEqualTo(Engine.POSTGRESQL);
        assertThat(Engine.of("MySQL", "8.4.0")).isEqualTo(Engine.MYSQL);
        assertThat(Engine.of("MySQL", "11.4.5-MariaDB")).isEqualTo(Engine.MARIADB);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engine.of("Oracle", "23"))
                .withMessageContaining("Oracle");
    }
}
