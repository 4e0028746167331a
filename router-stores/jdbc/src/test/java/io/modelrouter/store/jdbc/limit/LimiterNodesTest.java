package io.modelrouter.store.jdbc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.store.jdbc.TestDatabases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Limits of several nodes on one database")
@Tag("R5.2")
class LimiterNodesTest {
    private static final TestDatabases DATABASES = new TestDatabases();
    private static final String[] TABLES = {"modelrouter_limit", "modelrouter_limit_lease"};

    @AfterAll
    static void close() {
        DATABASES.close();
    }

    private static LimitedCall call(String id, int requests, long tokens, int inFlight, Duration lease) {
        return new LimitedCall(
                id,
                "team",
                requests == 0 ? OptionalInt.empty() : OptionalInt.of(requests),
                tokens == 0 ? OptionalLong.empty() : OptionalLong.of(tokens),
                inFlight == 0 ? OptionalInt.empty() : OptionalInt.of(inFlight),
                10,
                lease);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("hold in sum, for calls in flight, requests and tokens at once, from 8 threads")
    void inSum(Engine engine) throws Exception {
        JdbcDatabase database = DATABASES.emptied(engine, TABLES);
        List<JdbcCallLimiter> nodes =
                List.of(new JdbcCallLimiter(database), new JdbcCallLimiter(DATABASES.database(engine)));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger entered = new AtomicInteger();
        long start = System.nanoTime();

        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                threads.add(pool.submit(() -> {
                    JdbcCallLimiter node = nodes.get(thread % 2);
                    for (int i = 0; i < 20; i++) {
                        LimitedCall call = call(thread + "-" + i, 60, 300, 3, Duration.ofMinutes(1));
                        if (node.enter(call).equals(LimitDecision.ENTERED)) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            entered.incrementAndGet();
                            Thread.onSpinWait();
                            inside.decrementAndGet();
                            node.leave(call, 10);
                        }
                    }
                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        } finally {
            pool.shutdownNow();
        }

        // 300 tokens of 10 each are the scarcest of the three; what came back meanwhile is allowed.
        double minutes = (System.nanoTime() - start) / 60e9;
        assertThat(entered.get()).isBetween(1, 30 + (int) Math.ceil(30 * minutes));
        assertThat(most.get()).isBetween(1, 3);
        assertThat(leases(database)).isEmpty();
        assertThat(inFlight(database)).containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("let the same call in once, whichever nodes ask at the same time")
    void sameCall(Engine engine) throws Exception {
        JdbcDatabase database = DATABASES.emptied(engine, TABLES);
        List<JdbcCallLimiter> nodes =
                List.of(new JdbcCallLimiter(database), new JdbcCallLimiter(DATABASES.database(engine)));
        LimitedCall call = call("same", 100, 100, 5, Duration.ofMinutes(1));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<LimitDecision>> decisions = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                JdbcCallLimiter node = nodes.get(i % 2);
                decisions.add(pool.submit(() -> node.enter(call)));
            }
            for (Future<LimitDecision> decision : decisions) {
                assertThat(decision.get()).isEqualTo(LimitDecision.ENTERED);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(leases(database)).containsExactly("same");
        assertThat(inFlight(database)).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @DisplayName("give the places of a dead node back and forget idle names when they are swept, and no others")
    void sweeps(Engine engine) {
        JdbcDatabase database = DATABASES.emptied(engine, TABLES);
        String now = database.engine().nowMicros() + " * 1000";
        JdbcCallLimiter limiter = new JdbcCallLimiter(database);
        JdbcCallLimiter tomorrow = new JdbcCallLimiter(database, now + " + 86400000000000");
        limiter.enter(call("dead", 60, 0, 0, Duration.ofMinutes(1)));
        tomorrow.enter(call("alive", 60, 0, 0, Duration.ofMinutes(1)));

        limiter.sweep();
        assertThat(leases(database)).containsExactlyInAnyOrder("dead", "alive");

        tomorrow.sweep();
        assertThat(leases(database)).containsExactly("alive");
        assertThat(inFlight(database)).containsExactly(1);

        tomorrow.leave(call("alive", 60, 0, 0, Duration.ofMinutes(1)), 0);
        tomorrow.sweep();
        assertThat(inFlight(database)).as("it rested for less than an hour").containsExactly(0);
        new JdbcCallLimiter(database, now + " + 96400000000000").sweep();
        assertThat(inFlight(database)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @Tag("token-injection")
    @DisplayName("are counted for names as they are, whatever they are")
    void hostileNames(Engine engine) {
        JdbcCallLimiter limiter = new JdbcCallLimiter(DATABASES.emptied(engine, TABLES));
        List<String> names = List.of("a", "A", "a ", "%", "'; DROP TABLE modelrouter_limit; --", "日本 🚀", "ä", "a\\");
        for (String name : names) {
            LimitedCall call = new LimitedCall(
                    name, name, OptionalInt.of(1), OptionalLong.empty(), OptionalInt.of(1), 0, Duration.ofMinutes(1));

            assertThat(limiter.enter(call)).as(name).isEqualTo(LimitDecision.ENTERED);
        }
    }

    @Test
    @DisplayName("that cannot be reached refuse by an exception of their own; a call without limits is let in")
    void unavailable() {
        HikariDataSource pool = Servers.migrated(Engine.H2);
        JdbcCallLimiter limiter = new JdbcCallLimiter(JdbcDatabase.of(pool));
        pool.close();
        LimitedCall call = call("a", 1, 0, 0, Duration.ofMinutes(1));

        assertThatThrownBy(() -> limiter.enter(call)).isInstanceOf(LimiterUnavailableException.class);
        assertThatThrownBy(() -> limiter.renew(call)).isInstanceOf(LimiterUnavailableException.class);
        assertThatThrownBy(() -> limiter.leave(call, 1)).isInstanceOf(LimiterUnavailableException.class);
        assertThat(limiter.enter(call("b", 0, 0, 0, Duration.ofMinutes(1)))).isEqualTo(LimitDecision.ENTERED);
    }

    private static List<String> leases(JdbcDatabase database) {
        return database.statement(
                session -> session.query("SELECT call_id FROM modelrouter_limit_lease", row -> row.getString(1)));
    }

    private static List<Integer> inFlight(JdbcDatabase database) {
        return database.statement(
                session -> session.query("SELECT in_flight FROM modelrouter_limit", row -> row.getInt(1)));
    }
}
