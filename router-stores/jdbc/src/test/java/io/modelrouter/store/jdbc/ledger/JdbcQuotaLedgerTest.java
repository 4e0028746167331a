package io.modelrouter.store.jdbc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.PostgresServer;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.testkit.ManualClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The ledger on a database")
class JdbcQuotaLedgerTest {
    private static final AccountId TEAM = new AccountId("team");
    private static final AccountId USER = new AccountId("user");
    private static final Duration TTL = Duration.ofMinutes(10);

    @Nested
    class OnPostgres extends Rules {
        OnPostgres() {
            super(Engine.POSTGRESQL);
        }

        @Test
        @Tag("R1.8")
        @DisplayName("passes over a due hold that another node is at")
        void skipsLocked() throws SQLException {
            hold("a", 1, TEAM);
            hold("b", 2, TEAM);
            clock.advance(TTL);
            try (Connection other = pool.getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("SELECT id FROM modelrouter_reservation WHERE id = 'a' FOR UPDATE");

                assertThat(ledger.expireDue(10)).isEqualTo(1);
                assertThat(balance(TEAM).held()).isEqualTo(1);
                other.rollback();
            }
            assertThat(ledger.expireDue(10)).isEqualTo(1);
        }

        @Test
        @Tag("R1.11")
        @DisplayName("works at the strictest isolation that the host may have chosen")
        void serializable() throws Exception {
            String url = pool.getJdbcUrl() + "&options=-c%20default_transaction_isolation=serializable";
            try (HikariDataSource strict = Servers.pool(url, Engine.POSTGRESQL, 4)) {
                JdbcQuotaLedger other = new JdbcQuotaLedger(JdbcDatabase.of(strict), clock);

                List<ReserveResult> results = together(4, t -> {
                    List<ReserveResult> mine = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        mine.add(other.reserve(new ReservationId(t + "-" + i), List.of(TEAM), 9, TTL));
                    }
                    return mine;
                });

                assertThat(results)
                        .filteredOn(ReserveResult.Granted.class::isInstance)
                        .hasSize(11);
            }
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
        final ManualClock clock = new ManualClock();
        final JdbcQuotaLedger ledger;

        Rules(Engine engine) {
            pool = TestLedgers.pool(engine);
            database = JdbcDatabase.of(pool);
            ledger = TestLedgers.empty(engine, clock);
            ledger.setLimit(TEAM, QuotaLimit.of(100));
            ledger.setLimit(USER, QuotaLimit.of(100));
        }

        @Test
        @DisplayName("books a payment and a top-up together: both when the host commits, neither when it rolls back")
        void joinsTheHost() throws SQLException {
            database.statement(s -> s.update("CREATE TABLE IF NOT EXISTS payment (id INT PRIMARY KEY)"));
            for (boolean commit : new boolean[] {false, true}) {
                try (Connection host = pool.getConnection();
                        Statement statement = host.createStatement()) {
                    host.setAutoCommit(false);
                    statement.executeUpdate("INSERT INTO payment (id) VALUES (1)");
                    new JdbcQuotaLedger(database.joining(host), clock)
                            .change(AccountChange.topUp("payment-1", TEAM, 50, "shop", "paid"));
                    if (commit) {
                        host.commit();
                    } else {
                        host.rollback();
                    }
                }
                assertThat(balance(TEAM).limit()).isEqualTo(QuotaLimit.of(commit ? 150 : 100));
                assertThat(ledger.audit(TEAM, null, 10)).hasSize(commit ? 1 : 0);
            }
            database.statement(s -> s.update("DROP TABLE payment"));
        }

        @Test
        @Tag("R1.3")
        @DisplayName("refused in a host's transaction changes nothing, and the rest of the transaction stands")
        void refusedInTheHost() throws SQLException {
            try (Connection host = pool.getConnection()) {
                host.setAutoCommit(false);
                JdbcQuotaLedger joined = new JdbcQuotaLedger(database.joining(host), clock);

                assertThat(joined.reserve(new ReservationId("a"), List.of(TEAM), 60, TTL))
                        .isEqualTo(new ReserveResult.Granted());
                assertThat(joined.reserve(new ReservationId("b"), List.of(TEAM, USER), 60, TTL))
                        .isEqualTo(new ReserveResult.Insufficient(TEAM));
                assertThat(joined.reserve(new ReservationId("c"), List.of(USER), 60, TTL))
                        .isEqualTo(new ReserveResult.Granted());
                host.commit();
            }
            assertThat(balance(TEAM).held()).isEqualTo(60);
            assertThat(balance(USER).held()).isEqualTo(60);
            assertThat(ledger.confirm(new ReservationId("b"), 1, UsageSource.REPORTED))
                    .isEqualTo(new SettleResult.Unknown());
        }

        @Test
        @Tag("R1.3")
        @DisplayName(
                "never holds more than the limit, nor waits in a circle, whatever order calls name their accounts in")
        void neverOver() throws Exception {
            List<ReserveResult> results = together(8, t -> {
                List<ReserveResult> mine = new ArrayList<>();
                List<AccountId> accounts = t % 2 == 0 ? List.of(TEAM, USER) : List.of(USER, TEAM);
                for (int i = 0; i < 10; i++) {
                    ReservationId id = new ReservationId(t + "-" + i);
                    mine.add(ledger.reserve(id, accounts, 3, TTL));
                    if (i % 3 == 0) {
                        ledger.confirm(id, 2, UsageSource.REPORTED);
                    }
                }
                return mine;
            });

            assertThat(results)
                    .filteredOn(ReserveResult.Granted.class::isInstance)
                    .hasSizeBetween(33, 50);
            AccountBalance team = balance(TEAM);
            assertThat(team.held() + team.used()).isBetween(95L, 100L);
            assertThat(balance(USER)).isEqualTo(team);
        }

        @Test
        @DisplayName("made known by several holds of 0 at the same time, an account is known once")
        void madeKnownTogether() throws Exception {
            AccountId fresh = new AccountId("fresh");

            List<ReserveResult> results =
                    together(8, t -> List.of(ledger.reserve(new ReservationId("z" + t), List.of(fresh), 0, TTL)));

            assertThat(results).hasSize(8).containsOnly(new ReserveResult.Granted());
        }

        @Test
        @Tag("R1.5")
        @DisplayName("remembers a settled reservation for 24 hours and forgets it then")
        void forgets() {
            hold("a", 4, TEAM);
            confirm("a", 4);
            clock.advance(Duration.ofHours(24).minusMillis(1));
            ledger.expireDue(1);
            assertThat(confirm("a", 4)).isEqualTo(new SettleResult.Replay(ReservationState.CONFIRMED, 4, 0));

            clock.advance(Duration.ofMillis(1));
            ledger.expireDue(1);

            assertThat(confirm("a", 4)).isEqualTo(new SettleResult.Unknown());
            assertThat(count("modelrouter_reservation_account")).isZero();
            assertThat(balance(TEAM).used()).isEqualTo(4);
        }

        @Test
        @DisplayName("forgets the period of a budget that did not change for 400 days, and no other account")
        void forgetsPeriods() {
            AccountId old = new AccountId("team#day:2024-01-01");
            AccountId open = new AccountId("team#day:2024-01-02");
            ledger.setLimit(old, QuotaLimit.of(10));
            ledger.setLimit(open, QuotaLimit.of(10));
            ledger.reserve(new ReservationId("open"), List.of(open), 1, Duration.ofDays(1_000));
            clock.advance(Duration.ofDays(399));
            new JdbcQuotaLedger(database, clock).expireDue(1);
            assertThat(ledger.balance(old)).isPresent();

            clock.advance(Duration.ofDays(1));
            new JdbcQuotaLedger(database, clock).expireDue(1);

            assertThat(ledger.balance(old)).isEmpty();
            assertThat(ledger.balance(open)).isPresent();
            assertThat(ledger.balance(TEAM)).isPresent();
        }

        @Test
        @DisplayName("forgets the period of a rolling window after twice the window's length, and not before")
        void forgetsRollingPeriods() {
            AccountId hourly = new AccountId("team#rolling-3600000-12:481000");
            AccountId yearly = new AccountId("team#rolling-34560000000-1:12");
            ledger.setLimit(hourly, QuotaLimit.of(10));
            ledger.setLimit(yearly, QuotaLimit.of(10));
            clock.advance(Duration.ofMinutes(179));
            new JdbcQuotaLedger(database, clock).expireDue(1);
            assertThat(ledger.balance(hourly)).isPresent();

            clock.advance(Duration.ofMinutes(1));
            new JdbcQuotaLedger(database, clock).expireDue(1);
            assertThat(ledger.balance(hourly)).isEmpty();

            clock.advance(Duration.ofDays(799));
            new JdbcQuotaLedger(database, clock).expireDue(1);
            assertThat(ledger.balance(yearly)).as("400 days in one step").isPresent();
        }

        @Test
        @Tag("R1.1")
        @DisplayName("gives a hold whose charge would overflow another hour, and expires the others")
        void overflowingExpiry() {
            ledger.setLimit(TEAM, QuotaLimit.UNLIMITED);
            hold("a", 1, TEAM);
            hold("b", 2, USER);
            ledger.renew(new ReservationId("a"), TTL, Long.MAX_VALUE);
            hold("c", 7, TEAM);
            clock.advance(TTL.minusSeconds(1));
            ledger.renew(new ReservationId("c"), TTL, 0);
            clock.advance(Duration.ofSeconds(1));

            assertThat(ledger.expireDue(10)).isEqualTo(1);

            assertThat(balance(TEAM).held()).isEqualTo(8);
            assertThat(balance(USER).held()).isZero();
            ledger.release(new ReservationId("c"), "");
            clock.advance(Duration.ofHours(1));
            assertThat(ledger.expireDue(10)).isEqualTo(1);
            assertThat(balance(TEAM)).isEqualTo(new AccountBalance(QuotaLimit.UNLIMITED, 0, Long.MAX_VALUE, 0));
        }

        @Test
        @Tag("R1.1")
        @DisplayName("refuses a charge that does not fit with an ArithmeticException, and changes nothing")
        void overflowingCharge() {
            ledger.setLimit(USER, QuotaLimit.UNLIMITED);
            hold("big", Long.MAX_VALUE - 5, USER);
            hold("a", 1, TEAM, USER);

            assertThatThrownBy(() -> confirm("a", 6)).isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> hold("b", 5, TEAM, USER)).isInstanceOf(ArithmeticException.class);

            assertThat(balance(TEAM).held()).isEqualTo(1);
            assertThat(ledger.release(new ReservationId("a"), "")).isInstanceOf(SettleResult.Done.class);
        }

        @Test
        @Tag("R1.2")
        @DisplayName("keeps amounts from going below zero whatever writes to its tables")
        void constraints() {
            assertThatThrownBy(() -> database.statement(
                            s -> s.update("UPDATE modelrouter_account SET held = -1 WHERE id = ?", TEAM.value())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SQLSTATE 23");
        }

        @Test
        @Tag("R1.8")
        @DisplayName("goes by the database's clock unless a test gives another")
        void databaseClock() {
            JdbcQuotaLedger real = new JdbcQuotaLedger(database);
            real.reserve(new ReservationId("due"), List.of(TEAM), 1, Duration.ZERO);
            real.reserve(new ReservationId("open"), List.of(TEAM), 2, TTL);
            real.reserve(new ReservationId("renewed"), List.of(TEAM), 4, Duration.ZERO);
            real.renew(new ReservationId("renewed"), TTL, 0);

            assertThat(real.expireDue(10)).isEqualTo(1);
            assertThat(balance(TEAM).held()).isEqualTo(6);
        }

        @AfterEach
        void noConnectionIsLost() {
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }

        void hold(String id, long amount, AccountId... accounts) {
            assertThat(ledger.reserve(new ReservationId(id), List.of(accounts), amount, TTL))
                    .isEqualTo(new ReserveResult.Granted());
        }

        SettleResult confirm(String id, long actual) {
            return ledger.confirm(new ReservationId(id), actual, UsageSource.REPORTED);
        }

        AccountBalance balance(AccountId account) {
            return ledger.balance(account).orElseThrow();
        }

        long count(String table) {
            return database.statement(s -> s.first("SELECT COUNT(*) FROM " + table, row -> row.getLong(1)))
                    .orElseThrow();
        }
    }

    @Test
    @Tag("R1.6")
    @Tag("R1.10")
    @DisplayName("says that it is unavailable while the server is gone; the same id again after that counts once")
    void outage() {
        try (PostgresServer server = PostgresServer.own();
                HikariDataSource pool = Servers.pool(server.url("postgres"), Engine.POSTGRESQL, 2)) {
            pool.setConnectionTimeout(2_000);
            Migrations.migrate(pool);
            JdbcQuotaLedger ledger = new JdbcQuotaLedger(JdbcDatabase.of(pool));
            ledger.setLimit(TEAM, QuotaLimit.of(10));
            ReservationId id = new ReservationId("a");
            ledger.reserve(id, List.of(TEAM), 4, TTL);

            server.stop();
            assertThatThrownBy(() -> ledger.confirm(id, 3, UsageSource.REPORTED))
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> ledger.reserve(new ReservationId("b"), List.of(TEAM), 4, TTL))
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> ledger.balance(TEAM)).isInstanceOf(LedgerUnavailableException.class);

            server.startAgain();
            assertThat(patiently(() -> ledger.confirm(id, 3, UsageSource.REPORTED)))
                    .isInstanceOf(SettleResult.Done.class);
            assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 0, 3, 0));
        }
    }

    @Test
    @Tag("R1.6")
    @DisplayName("does an operation once though its answer was lost and it was made again with the same id")
    void answerLost() {
        try (HikariDataSource pool = Servers.migrated(Engine.POSTGRESQL)) {
            JdbcQuotaLedger right = new JdbcQuotaLedger(JdbcDatabase.of(pool));
            right.setLimit(TEAM, QuotaLimit.of(10));
            AtomicInteger losses = new AtomicInteger(1);
            JdbcQuotaLedger ledger = new JdbcQuotaLedger(JdbcDatabase.of(new LossyDataSource(pool, losses)));
            ReservationId id = new ReservationId("a");

            assertThatThrownBy(() -> ledger.reserve(id, List.of(TEAM), 4, TTL))
                    .isInstanceOf(LedgerUnavailableException.class);
            losses.set(0);
            assertThat(ledger.reserve(id, List.of(TEAM), 4, TTL))
                    .isEqualTo(new ReserveResult.Replay(ReservationState.HELD));
            losses.set(1);
            assertThatThrownBy(() -> ledger.confirm(id, 3, UsageSource.REPORTED))
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThat(ledger.confirm(id, 3, UsageSource.REPORTED))
                    .isEqualTo(new SettleResult.Replay(ReservationState.CONFIRMED, 3, 0));

            assertThat(right.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 0, 3, 0));
        }
    }

    /** As the library does; the pool takes a moment to look for the server again. */
    private static <T> T patiently(Supplier<T> operation) {
        for (int tries = 1; ; tries++) {
            try {
                return operation.get();
            } catch (LedgerUnavailableException e) {
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }

    private interface Work<T> {
        List<T> of(int thread);
    }

    private static <T> List<T> together(int threads, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<T>>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                tasks.add(() -> work.of(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<List<T>> future : pool.invokeAll(tasks)) {
                results.addAll(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
