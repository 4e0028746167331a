package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.channel.Channel;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.observe.QuotaThreshold;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.SettleResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A threshold of an account")
@Tag("R1.16")
class ThresholdsTest {
    private static final AccountId A = new AccountId("a");
    private static final List<BigDecimal> SHARES = List.of(new BigDecimal("0.8"), BigDecimal.ONE);

    private final List<QuotaThreshold> told = new ArrayList<>();
    private final Thresholds thresholds = new Thresholds(SHARES, new RouterListener() {
        @Override
        public void quotaThreshold(QuotaThreshold threshold) {
            told.add(threshold);
        }
    });

    private List<String> shares(QuotaLimit limit, long used, long overage, long charged) {
        told.clear();
        AccountBalance balance = new AccountBalance(limit, 0, used, overage);
        thresholds.charged(new SettleResult.Done(charged, overage, List.of(new AccountState(A, balance))), Set.of(A));
        return told.stream().map(one -> one.share().toPlainString()).toList();
    }

    @Test
    void isToldByTheChargeThatPassedItAndByNoOther() {
        assertThat(shares(QuotaLimit.of(100), 79, 0, 9)).isEmpty();
        assertThat(shares(QuotaLimit.of(100), 80, 0, 1)).containsExactly("0.8");
        assertThat(shares(QuotaLimit.of(100), 81, 0, 1)).isEmpty();
        assertThat(shares(QuotaLimit.of(100), 100, 0, 1)).containsExactly("1");
        assertThat(shares(QuotaLimit.of(100), 100, 30, 60)).containsExactly("0.8", "1");
        assertThat(shares(QuotaLimit.of(100), 100, 30, 30)).isEmpty();
    }

    @Test
    void isExactWhereAShareIsNoWholeNumber() {
        assertThat(shares(QuotaLimit.of(99), 79, 0, 5)).as("79.2").isEmpty();
        assertThat(shares(QuotaLimit.of(99), 80, 0, 1)).containsExactly("0.8");
    }

    @Test
    void isNoneWhereThereIsNoLimitOrNoCharge() {
        assertThat(shares(QuotaLimit.UNLIMITED, 80, 0, 80)).isEmpty();
        assertThat(shares(QuotaLimit.of(0), 0, 5, 5)).isEmpty();
        assertThat(shares(QuotaLimit.of(100), 100, 0, 0)).isEmpty();
    }

    @Test
    void isToldOnceForEachShareOverManyCalls() {
        try (RouterFixture fixture = new RouterFixture(
                400_000,
                builder -> builder.provider(ClaudeAnswers.good("a"))
                        .settings(RouterSettings.builder()
                                .notifyAt(List.of(new BigDecimal("0.1"), new BigDecimal("0.2")))
                                .build()),
                Channel.builder("c1", "a").models("*").build())) {
            for (int i = 0; i < 6; i++) {
                fixture.wire(i % 2 == 0);
            }

            assertThat(fixture.thresholds)
                    .extracting(one ->
                            one.share().toPlainString() + " " + one.balance().used())
                    .containsExactly("0.1 40000", "0.2 80000");
            assertThat(fixture.thresholds).extracting(QuotaThreshold::account).containsOnly(RouterFixture.ACCOUNT);
        }
    }

    /** A limit of 400,000, of which 0.1 are passed by the second call of 20,000. */
    private static RouterFixture fixture(ShakyLedger ledger) {
        ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(400_000));
        return RouterFixture.with(
                builder -> builder.ledger(ledger.line)
                        .settings(RouterSettings.builder()
                                .notifyAt(List.of(new BigDecimal("0.1"), new BigDecimal("0.2")))
                                .build()),
                ClaudeAnswers.good("a"));
    }

    @Test
    @Tag("R1.6")
    void isToldAlsoWhereTheAnswerOfTheChargeWasLostAndTheRepetitionSaysReplay() {
        ShakyLedger ledger = new ShakyLedger(new InMemoryQuotaLedger(System::nanoTime));
        try (RouterFixture fixture = fixture(ledger)) {
            fixture.wire(false);
            ledger.lose("confirm", 1);
            fixture.wire(false);

            assertThat(fixture.thresholds)
                    .extracting(one ->
                            one.share().toPlainString() + " " + one.balance().used())
                    .containsExactly("0.1 40000");
        }
    }

    @Test
    @Tag("R1.7")
    void isToldAlsoWhereTheRepetitionHadToWaitAndOtherChargesCameBetween() {
        ShakyLedger ledger = new ShakyLedger(new InMemoryQuotaLedger(System::nanoTime));
        RouterFixture fixture = fixture(ledger);
        fixture.wire(false);
        ledger.lose("confirm", 3);
        fixture.wire(false);
        assertThat(fixture.thresholds).isEmpty();
        fixture.wire(false);
        assertThat(fixture.thresholds).isEmpty();

        fixture.close();

        assertThat(fixture.thresholds)
                .extracting(
                        one -> one.share().toPlainString() + " " + one.balance().used())
                .containsExactly("0.1 60000");
    }

    @Test
    void isAShareAboveZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouterSettings.builder().notifyAt(List.of(BigDecimal.ZERO)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouterSettings.builder().notifyAt(List.of(new BigDecimal("10.1"))));
    }
}
