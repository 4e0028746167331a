package io.modelrouter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Migrations")
class MigrationsTest {
    private static final int SCRIPTS = Script.all(Engine.H2).size();

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("run once with Flyway, beside what the host has")
    void flyway(Engine engine) throws SQLException {
        try (HikariDataSource pool = Servers.empty(engine)) {
            execute(pool, "CREATE TABLE host_table (id INT)");

            assertThat(FlywayRunner.isPresent(engine)).isTrue();
            assertThat(Migrations.migrate(pool)).isEqualTo(SCRIPTS);
            assertThat(Migrations.migrate(pool)).isZero();
            assertThat(count(pool, "modelrouter_account")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("run once without Flyway, and Flyway finds nothing to do or to object to after that")
    void runner(Engine engine) throws SQLException {
        try (HikariDataSource pool = Servers.empty(engine)) {
            assertThat(ScriptRunner.migrate(pool, engine)).isEqualTo(SCRIPTS);
            assertThat(ScriptRunner.migrate(pool, engine)).isZero();
            assertThat(count(pool, "modelrouter_account")).isZero();

            assertThat(FlywayRunner.migrate(pool, engine)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("that Flyway ran are known to the runner of our own")
    void flywayThenRunner(Engine engine) throws SQLException {
        try (HikariDataSource pool = Servers.empty(engine)) {
            execute(pool, "CREATE TABLE host_table (id INT)");
            FlywayRunner.migrate(pool, engine);

            assertThat(ScriptRunner.migrate(pool, engine)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("run once when several nodes start together")
    void together(Engine engine) throws Exception {
        try (HikariDataSource pool = Servers.empty(engine)) {
            List<Integer> ran = together(4, () -> ScriptRunner.migrate(pool, engine));

            assertThat(ran).containsExactlyInAnyOrder(SCRIPTS, 0, 0, 0);
        }
    }

    @Test
    @DisplayName("refuse a script that has changed since it was run")
    void changed() throws SQLException {
        try (HikariDataSource pool = Servers.empty(Engine.H2)) {
            ScriptRunner.migrate(pool, Engine.H2);
            execute(pool, "UPDATE \"" + Migrations.HISTORY + "\" SET \"checksum\" = 1");

            assertThatThrownBy(() -> ScriptRunner.migrate(pool, Engine.H2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("V1__ledger.sql has changed");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("are all listed, and the same for each engine")
    void listed(Engine engine) throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(
                        Migrations.class.getResource("/" + Migrations.LOCATION + "/" + engine.scripts()))
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Script.all(engine).stream().map(Script::name).toList());
        }
    }

    private static List<Integer> together(int threads, Callable<Integer> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void execute(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(HikariDataSource pool, String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }
}
