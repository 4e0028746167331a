package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
        private boolean balanceCut;
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
            check(balanceCut);
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
    @Tag("R1.16")
    void theRecordHasTheCostAndNoSettlementAndIsWrittenAgainWithTheLedgersWords() {
        CutOff line = new CutOff();
        List<CallRecord> written = Collections.synchronizedList(new ArrayList<>());
        RouterFixture fixture =
                RouterFixture.with(builder -> builder.ledger(line).callLog(written::add), ClaudeAnswers.good("a"));
        line.behind = fixture.ledger;
        line.settleCut = true;
        fixture.wire(false);

        assertThat(fixture.record().settlement()).isNull();
        assertThat(fixture.record().costNanos()).hasValue(20_000);

        line.settleCut = false;
        fixture.close();

        assertThat(written).extracting(CallRecord::settlement).containsExactly(null, ReservationState.CONFIRMED);
        assertThat(written).extracting(CallRecord::id).containsOnly(fixture.record().id());
        assertThat(written.get(1).costNanos()).hasValue(20_000);
        assertThat(fixture.records).as("a call ends once").hasSize(1);
    }

    @Test
    @Tag("R1.1")
    @Tag("R1.16")
    void aSettlementAfterTheExpirySaysSoInTheRecord() {
        CutOff line = new CutOff();
        ManualClock clock = new ManualClock();
        List<CallRecord> written = Collections.synchronizedList(new ArrayList<>());
        RouterFixture fixture = RouterFixture.with(
                builder -> builder.ledger(line).callLog(written::add).clock(clock, clock.nanoTime()),
                ClaudeAnswers.good("a"));
        InMemoryQuotaLedger timed = new InMemoryQuotaLedger(clock.nanoTime());
        timed.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000));
        line.behind = timed;
        line.settleCut = true;
        fixture.wire(false);
        clock.advance(Duration.ofMinutes(11));
        timed.expireDue(10);

        line.settleCut = false;
        fixture.close();

        assertThat(written.get(1).settlement()).isEqualTo(ReservationState.CONFIRMED_LATE);
        assertThat(written.get(1).costNanos()).hasValue(20_000);
        assertThat(timed.balance(RouterFixture.ACCOUNT).orElseThrow().used()).isEqualTo(20_000);
    }

    @Test
    @Tag("R1.10")
    void nothingIsSaidOfCreditsAndTheAnswerStands() {
        CutOff line = new CutOff();
        ReplayProvider openAi = ClaudeAnswers.always(
                "a",
                ReplayProvider.Answer.of(
                        200,
                        "application/json",
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                                + "{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":"
                                + "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}"));
        try (RouterFixture fixture = fixture(line, openAi)) {
            line.balanceCut = true;

            String answer = fixture.openAi();

            assertThat(answer).contains("\"cost\":").contains("credits_remaining");
            line.settleCut = true;
            assertThat(fixture.openAi()).contains("\"cost\":").doesNotContain("credits_remaining");
            line.settleCut = false;
            assertThatThrownBy(() -> fixture.router.usage(CallContext.withKey(RouterFixture.KEY)))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE));
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
