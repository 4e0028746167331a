package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("While the ledger cannot be reached")
class LedgerOutageTest {

    /** The fixture's ledger behind a line that can be cut. */
    private static final class CutOff implements QuotaLedger {
        private QuotaLedger behind;
        private boolean reserveCut;
        private boolean settleCut;
        private int tries;
        private boolean answerLost;

        private void check(boolean cut) {
            if (cut) {
                tries++;
                throw new LedgerUnavailableException("cut off", null);
            }
        }

        @Override
        public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
            check(reserveCut);
            ReserveResult result = behind.reserve(id, accounts, amount, ttl);
            if (answerLost) {
                answerLost = false;
                throw new LedgerUnavailableException("the answer was lost", null);
            }
            return result;
        }

        @Override
        public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
            return behind.renew(id, ttl, accrued);
        }

        @Override
        public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
            check(settleCut);
            return behind.confirm(id, actual, source);
        }

        @Override
        public SettleResult release(ReservationId id, String reason) {
            check(settleCut);
            return behind.release(id, reason);
        }

        @Override
        public int expireDue(int max) {
            return behind.expireDue(max);
        }

        @Override
        public Optional<AccountBalance> balance(AccountId account) {
            return behind.balance(account);
        }

        @Override
        public void setLimit(AccountId account, QuotaLimit limit) {
            behind.setLimit(account, limit);
        }
    }

    private static RouterFixture fixture(CutOff line, ReplayProvider upstream) {
        RouterFixture fixture = RouterFixture.with(builder -> builder.ledger(line), upstream);
        line.behind = fixture.ledger;
        return fixture;
    }

    @Test
    @Tag("R1.6")
    @Tag("R1.10")
    void callsAreRefusedAfterThreeTriesAndNothingGoesUpstream() {
        CutOff line = new CutOff();
        ReplayProvider upstream = ClaudeAnswers.good("a");
        try (RouterFixture fixture = fixture(line, upstream)) {
            line.reserveCut = true;

            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOfSatisfying(RouterException.class, e -> {
                assertThat(e.code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
                assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
            });

            assertThat(line.tries).isEqualTo(3);
            assertThat(upstream.requests).isEmpty();
        }
    }

    @Test
    @Tag("R1.6")
    void aHoldWhoseAnswerWasLostIsFoundAgainAndTheCallGoesOn() {
        CutOff line = new CutOff();
        try (RouterFixture fixture = fixture(line, ClaudeAnswers.good("a"))) {
            line.answerLost = true;

            assertThat(fixture.wire(false)).isEqualTo(ClaudeAnswers.WHOLE);

            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    @Tag("R1.7")
    void settlementsWaitAndAreMadeWhenTheRouterCloses() {
        CutOff line = new CutOff();
        RouterFixture fixture = fixture(line, ClaudeAnswers.good("a"));
        line.settleCut = true;
        fixture.wire(false);
        assertThat(fixture.balance().held()).isPositive();

        line.settleCut = false;
        fixture.close();

        assertThat(fixture.balance().held()).isZero();
        assertThat(fixture.balance().used()).isEqualTo(10 * 1000 + 5 * 2000);
    }
}
