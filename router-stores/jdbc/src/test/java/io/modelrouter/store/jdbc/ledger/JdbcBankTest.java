package io.modelrouter.store.jdbc.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.PostgresServer;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.testkit.LedgerBank;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.bank.BankKills;
import io.modelrouter.testkit.bank.BankReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The books of a bank. In the normal build a short day of it; with the system property {@code modelrouter.bank} (or the Maven
 * profile {@code bank}) 1,000,000 operations for each engine and 20 rounds of kills. {@code modelrouter.bank.operations} and
 * {@code modelrouter.bank.rounds} set other numbers.
 */
@DisplayName("The bank")
class JdbcBankTest {
    private static final boolean LONG = Boolean.getBoolean("modelrouter.bank");
    private static final int OPERATIONS = Integer.getInteger("modelrouter.bank.operations", LONG ? 1_000_000 : 400);
    private static final int ROUNDS = Integer.getInteger("modelrouter.bank.rounds", LONG ? 20 : 2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2", "MARIADB"})
    @Tag("R1.2")
    @DisplayName("keeps its books with 8 threads")
    void threads(Engine engine) {
        ManualClock clock = new ManualClock();
        try (HikariDataSource pool = Servers.migrated(engine)) {
            BankReport report = new LedgerBank(new JdbcQuotaLedger(JdbcDatabase.of(pool), clock), clock, 8, 42)
                    .printTo(System.out)
                    .run(OPERATIONS);

            report.requireNoViolations();
            System.out.println(engine + ": " + report);
        }
    }

    @Test
    @Tag("R1.2")
    @Tag("R1.6")
    @DisplayName("loses and invents nothing when its clerks and the PostgreSQL server are killed")
    void killsPostgres() throws Exception {
        try (PostgresServer server = PostgresServer.own()) {
            migrate(server.url("postgres"), Engine.POSTGRESQL).close();
            BankReport report = kills(server.url("postgres"), Engine.POSTGRESQL)
                    .serverKill(2, server::killAndStartAgain)
                    .run()
                    .requireNoViolations();

            assertThat(report.kills()).isGreaterThanOrEqualTo(ROUNDS * 2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "MARIADB"})
    @Tag("R1.2")
    @Tag("R1.6")
    @DisplayName("loses and invents nothing when its clerks are killed")
    void kills(Engine engine) throws Exception {
        assumeTrue(LONG, "the clerks of this engine are killed in the profile bank alone");
        String url = engine == Engine.H2 ? Servers.h2File() + ";AUTO_SERVER=TRUE" : Servers.url(engine);
        try (HikariDataSource keptOpen = migrate(url, engine)) {
            assertThat(keptOpen.isRunning()).isTrue();
            BankReport report = kills(url, engine).run().requireNoViolations();

            assertThat(report.kills()).isGreaterThanOrEqualTo(ROUNDS * 2);
        }
    }

    private BankKills kills(String url, Engine engine) {
        return new BankKills(JdbcBankLedgers.class, List.of(engine.name(), url), directory)
                .rounds(ROUNDS)
                .operationsARound(LONG ? 2_000 : 80);
    }

    private static HikariDataSource migrate(String url, Engine engine) {
        HikariDataSource pool = Servers.pool(url, engine, 3);
        Migrations.migrate(pool);
        return pool;
    }
}
