package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.AccountAdminContract;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.QuotaLedgerContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory ledger")
class InMemoryQuotaLedgerTest extends QuotaLedgerContract {

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return emptyLedger(clock);
    }

    private static InMemoryQuotaLedger emptyLedger(ManualClock clock) {
        return new InMemoryQuotaLedger(clock.nanoTime(), InMemoryQuotaLedger.DEFAULT_MAX_TERMINAL, clock);
    }

    @Override
    protected int histories() {
        return Integer.getInteger("modelrouter.histories", 500);
    }

    @Nested
    @DisplayName("as an administrator")
    class Admin extends AccountAdminContract {
        @Override
        protected QuotaLedger newLedger(ManualClock clock) {
            return emptyLedger(clock);
        }
    }

    @Nested
    @DisplayName("beyond the contract")
    class Beyond {
        private static final AccountId ACCOUNT = new AccountId("token:a");
        private final ManualClock clock = new ManualClock();
        private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(clock.nanoTime(), 3);

        @Test
        @Tag("R1.8")
        @DisplayName("a corrected time of day expires nothing")
        void monotonicTime() {
            reserve("a", Duration.ofMinutes(10));

            clock.jump(Duration.ofDays(30));

            assertThat(ledger.expireDue(10)).isZero();
        }

        @Test
        @Tag("R1.5")
        @DisplayName("settled reservations are forgotten after 24 hours, from a late confirm counted anew")
        void forgetsAfterADay() {
            reserve("expired", Duration.ofMinutes(1));
            reserve("confirmed", Duration.ofHours(1));
            confirm("confirmed", 1);
            clock.advance(Duration.ofMinutes(1));
            ledger.expireDue(10);
            clock.advance(Duration.ofHours(20));
            confirm("expired", 1);

            clock.advance(Duration.ofHours(4));
            ledger.expireDue(10);

            assertThat(ledger.terminalCount()).isEqualTo(1);
            assertThat(confirm("confirmed", 1)).isEqualTo(new SettleResult.Unknown());
            assertThat(confirm("expired", 1)).isEqualTo(new SettleResult.Replay(ReservationState.CONFIRMED_LATE, 1, 0));
        }

        @Test
        @Tag("R1.5")
        @DisplayName("the longest settled is forgotten first when there are too many; holds never are")
        void bounded() {
            for (int i = 0; i < 100; i++) {
                reserve("held" + i, Duration.ofHours(1));
            }
            for (int i = 1; i <= 4; i++) {
                ledger.release(new ReservationId("r" + i), "test");
            }

            assertThat(ledger.terminalCount()).isEqualTo(3);
            assertThat(ledger.heldCount()).isEqualTo(100);
            assertThat(confirm("r1", 1)).isEqualTo(new SettleResult.Unknown());
            assertThat(confirm("r2", 1)).isEqualTo(new SettleResult.Replay(ReservationState.RELEASED, 0, 0));
            assertThat(confirm("held0", 1)).isEqualTo(new SettleResult.Done(1, 0, List.of()));
        }

        @Test
        @DisplayName("a due hold that nobody expired yet can still be renewed and confirmed")
        void dueButHeld() {
            reserve("a", Duration.ofMinutes(1));
            reserve("b", Duration.ofMinutes(1));
            clock.advance(Duration.ofHours(1));

            confirm("a", 1);
            ledger.renew(new ReservationId("b"), Duration.ofMinutes(1), 0);

            assertThat(ledger.expireDue(10)).isZero();
        }

        @Test
        @DisplayName("a ttl of centuries is no overflow")
        void veryLongTtl() {
            reserve("a", Duration.ofSeconds(Long.MAX_VALUE));

            assertThat(ledger.expireDue(10)).isZero();
        }

        @Test
        @DisplayName("a hold whose expiry would overflow stops no other and keeps its cost")
        void overflowAtExpiry() {
            reserve("full", Duration.ofDays(2));
            confirm("full", Long.MAX_VALUE - 5);
            reserve("a", Duration.ofMinutes(1));
            ledger.renew(new ReservationId("a"), Duration.ofMinutes(1), 100);
            reserve("b", Duration.ofMinutes(2));
            clock.advance(Duration.ofMinutes(3));

            assertThat(ledger.expireDue(10)).isEqualTo(1);

            assertThat(ledger.heldCount()).isEqualTo(1);
            assertThat(ledger.balance(ACCOUNT))
                    .contains(new AccountBalance(QuotaLimit.UNLIMITED, 1, Long.MAX_VALUE - 5, 0));
            clock.advance(Duration.ofHours(1));
            assertThat(ledger.expireDue(10)).as("still too much").isZero();
            assertThat(confirm("a", 5)).isEqualTo(new SettleResult.Done(5, 0, List.of()));
        }

        @Test
        @DisplayName("the audit keeps its newest 10,000 rows, and knows no repeat of an older change")
        void auditIsBounded() {
            ledger.setLimit(ACCOUNT, QuotaLimit.of(0));
            for (int i = 0; i <= 10_000; i++) {
                ledger.change(AccountChange.topUp("c" + i, ACCOUNT, 1, "test", ""));
            }

            assertThat(ledger.audit(ACCOUNT, "c2", 10))
                    .extracting(AuditEntry::id)
                    .containsExactly("c1");
            assertThat(ledger.audit(ACCOUNT, "c0", 10)).isEmpty();
            ledger.change(AccountChange.topUp("c1", ACCOUNT, 1, "test", ""));
            assertThat(limit()).as("a repeat").isEqualTo(10_001);
            ledger.change(AccountChange.topUp("c0", ACCOUNT, 1, "test", ""));
            assertThat(limit()).as("forgotten, so it counts").isEqualTo(10_002);
        }

        @Test
        @DisplayName("no account begins with more than an id can have")
        void longPrefix() {
            ledger.setLimit(new AccountId("a".repeat(128)), QuotaLimit.of(1));

            assertThat(ledger.accounts("a".repeat(128), null, 10)).hasSize(1);
            assertThat(ledger.accounts("a".repeat(129), null, 10)).isEmpty();
            assertThat(ledger.accounts("a".repeat(129), new AccountId("a"), 10)).isEmpty();
        }

        private long limit() {
            return ledger.balance(ACCOUNT).orElseThrow().limit().nanos().orElseThrow();
        }

        @Test
        @DisplayName("it must remember at least one settled reservation")
        void arguments() {
            assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryQuotaLedger(clock.nanoTime(), 0));
        }

        private void reserve(String id, Duration ttl) {
            if (ledger.balance(ACCOUNT).isEmpty()) {
                ledger.setLimit(ACCOUNT, QuotaLimit.UNLIMITED);
            }
            ledger.reserve(new ReservationId(id), List.of(ACCOUNT), 1, ttl);
        }

        private SettleResult confirm(String id, long actual) {
            SettleResult result = ledger.confirm(new ReservationId(id), actual, UsageSource.REPORTED);
            return result instanceof SettleResult.Done done
                    ? new SettleResult.Done(done.charged(), done.overage(), List.of())
                    : result;
        }
    }
}
