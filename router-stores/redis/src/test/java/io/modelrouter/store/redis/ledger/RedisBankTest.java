package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.LedgerBank;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.bank.BankKills;
import io.modelrouter.testkit.bank.BankReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The books of a bank over Redis. The long runs take minutes and are made by {@code mvn -Pbank} or with
 * {@code -Dmodelrouter.bank=true}.
 */
@DisplayName("The Redis ledger as a bank")
class RedisBankTest {
    private static final String LONG = "modelrouter.bank";

    @Test
    @Tag("R1.2")
    @DisplayName("keeps its books when workers and the server are killed")
    void fewKills(@TempDir Path directory) throws Exception {
        kills(directory, 2, 2, 300);
    }

    @Test
    @Tag("R1.2")
    @EnabledIfSystemProperty(named = LONG, matches = "true")
    @DisplayName("keeps its books in 20 rounds of killed workers, every fourth with a killed server")
    void manyKills(@TempDir Path directory) throws Exception {
        kills(directory, 20, 4, 4_000);
    }

    @Test
    @Tag("R1.2")
    @EnabledIfSystemProperty(named = LONG, matches = "true")
    @DisplayName("keeps its books over 1,000,000 operations of 8 threads")
    void million() {
        ManualClock clock = new ManualClock();
        try (TestRedis server = TestRedis.own();
                RedisStore store = server.store()) {
            new LedgerBank(TestLedgers.on(store, clock), clock, 8, 42)
                    .printTo(System.out)
                    .run(1_000_000)
                    .requireNoViolations();
        }
    }

    private static void kills(Path directory, int rounds, int serverEvery, int operations) throws Exception {
        try (TestRedis server = TestRedis.own()) {
            BankReport report = new BankKills(
                            RedisBankFactory.class, List.of(Integer.toString(server.port()), "{bank}"), directory)
                    .rounds(rounds)
                    .operationsARound(operations)
                    .serverKill(serverEvery, () -> {
                        server.kill();
                        server.restart();
                    })
                    .run()
                    .requireNoViolations();
            assertThat(report.kills()).isGreaterThanOrEqualTo(rounds);
        } finally {
            RedisBankFactory.closeAll();
        }
    }
}
