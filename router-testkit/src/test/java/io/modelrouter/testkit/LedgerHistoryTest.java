package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Random histories")
class LedgerHistoryTest {

    @Test
    void areTheSameForTheSameSeed() {
        assertThat(LedgerHistory.random(7, 100).describe())
                .isEqualTo(LedgerHistory.random(7, 100).describe())
                .isNotEqualTo(LedgerHistory.random(8, 100).describe());
    }

    @Test
    void passWhereTheLedgerIsRight() {
        LedgerHistory.random(1, 200).check(LedgerModel::new);
    }

    @Test
    void withChangesByAdministratorsPassWhereTheLedgerIsRight() {
        LedgerHistory.withChanges(1, 300).check(LedgerModel::new);

        assertThat(LedgerHistory.withChanges(1, 300).describe())
                .contains("TOP_UP", "CORRECTION", "Configure[", "ReadAudit[", "ReadAccounts[");
    }

    @Test
    void findALedgerThatForgetsWhatAccruedAndShowAShortHistory() {
        Throwable failure = failureOf(clock -> new Broken(new LedgerModel(clock)) {
            @Override
            public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
                return super.renew(id, ttl, 0);
            }
        });

        assertThat(failure).hasMessageContaining("seed ").hasMessageContaining("instead of");
        assertThat(failure.getMessage().lines().count())
                .as("lines of the message")
                .isLessThan(12);
    }

    @Test
    void findALedgerThatSettlesTwice() {
        Throwable failure = failureOf(clock -> new Broken(new LedgerModel(clock)) {
            private int confirms;

            @Override
            public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
                SettleResult result = super.confirm(id, actual, source);
                if (result instanceof SettleResult.Replay replay) {
                    ReservationId again = new ReservationId("again" + confirms++);
                    reserve(again, List.of(new AccountId("free")), 0, Duration.ofDays(1));
                    super.confirm(again, actual, source);
                    return replay;
                }
                return result;
            }
        });

        assertThat(failure).hasMessageContaining("Confirm");
    }

    @Test
    void findALedgerThatThrows() {
        Throwable failure = failureOf(clock -> new Broken(new LedgerModel(clock)) {
            @Override
            public SettleResult release(ReservationId id, String reason) {
                throw new IllegalStateException("no release");
            }
        });

        assertThat(failure).hasMessageContaining("no release").hasMessageContaining("to 1 operations");
    }

    @Test
    void areShort() {
        assertThatIllegalArgumentException().isThrownBy(() -> LedgerHistory.random(1, 901));
    }

    private static Throwable failureOf(Function<ManualClock, QuotaLedger> ledgers) {
        Optional<Throwable> failure = LongStream.range(0, 20)
                .mapToObj(seed ->
                        catchThrowable(() -> LedgerHistory.random(seed, 200).check(ledgers)))
                .filter(AssertionError.class::isInstance)
                .findFirst();
        return failure.orElseThrow(() -> new AssertionError("no history found the mistake"));
    }

    /** A right ledger, to be broken by overriding. */
    private static class Broken implements QuotaLedger {
        private final QuotaLedger right;

        Broken(QuotaLedger right) {
            this.right = right;
        }

        @Override
        public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
            return right.reserve(id, accounts, amount, ttl);
        }

        @Override
        public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
            return right.renew(id, ttl, accrued);
        }

        @Override
        public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
            return right.confirm(id, actual, source);
        }

        @Override
        public SettleResult release(ReservationId id, String reason) {
            return right.release(id, reason);
        }

        @Override
        public int expireDue(int max) {
            return right.expireDue(max);
        }

        @Override
        public Optional<AccountBalance> balance(AccountId account) {
            return right.balance(account);
        }

        @Override
        public void setLimit(AccountId account, QuotaLimit limit) {
            right.setLimit(account, limit);
        }
    }
}
