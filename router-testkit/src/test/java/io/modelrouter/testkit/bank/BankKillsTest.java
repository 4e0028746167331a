package io.modelrouter.testkit.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.LedgerModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The bank whose clerks are killed")
@Tag("R1.2")
class BankKillsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    @DisplayName("finds nothing wrong with a ledger that is right, though workers die and the server stops answering")
    void right() throws Exception {
        try (SocketLedgerServer server = new SocketLedgerServer(new Slow())) {
            BankReport report = bank(server)
                    .serverKill(2, () -> {
                        server.mute(true);
                        BankProcess.pause(50);
                        server.mute(false);
                    })
                    .run()
                    .requireNoViolations();

            assertThat(report.kills()).as("2 rounds of 2 workers, and a server").isEqualTo(5);
            assertThat(report.operations()).isGreaterThan(500);
            assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith(report + System.lineSeparator());
            assertThat(report).hasToString("operations=" + report.operations() + " kills=5 violations=0");
        }
    }

    @Test
    @DisplayName("finds a confirm that was acknowledged and lost, and money that nobody charged")
    void wrong() throws Exception {
        QuotaLedger wrong = new Slow() {
            private int confirms;

            @Override
            public synchronized SettleResult confirm(ReservationId id, long actual, UsageSource source) {
                boolean lost = ++confirms % 20 == 0;
                return lost ? new SettleResult.Done(actual, 0, List.of()) : super.confirm(id, actual + 1, source);
            }
        };
        try (SocketLedgerServer server = new SocketLedgerServer(wrong)) {
            BankReport report = bank(server).rounds(1).run();

            assertThat(report.violations())
                    .anyMatch(words -> words.contains("was answered 'done"))
                    .anyMatch(words -> words.contains("nobody asked for"));
            assertThatThrownBy(report::requireNoViolations).hasMessageContaining("reservation");
        }
    }

    private BankKills bank(SocketLedgerServer server) {
        return new BankKills(SocketLedger.Factory.class, List.of(Integer.toString(server.port())), directory)
                .rounds(2)
                .operationsARound(400)
                .printTo(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** A right ledger with one operation at a time, to be broken by overriding. */
    private static class Slow implements QuotaLedger {
        private final LedgerModel model = new LedgerModel(InstantSource.system());

        @Override
        public synchronized ReserveResult reserve(
                ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
            return model.reserve(id, accounts, amount, ttl);
        }

        @Override
        public synchronized RenewResult renew(ReservationId id, Duration ttl, long accrued) {
            return model.renew(id, ttl, accrued);
        }

        @Override
        public synchronized SettleResult confirm(ReservationId id, long actual, UsageSource source) {
            return model.confirm(id, actual, source);
        }

        @Override
        public synchronized SettleResult release(ReservationId id, String reason) {
            return model.release(id, reason);
        }

        @Override
        public synchronized int expireDue(int max) {
            return model.expireDue(max);
        }

        @Override
        public synchronized Optional<AccountBalance> balance(AccountId account) {
            return model.balance(account);
        }

        @Override
        public synchronized void setLimit(AccountId account, QuotaLimit limit) {
            model.setLimit(account, limit);
        }
    }
}
