package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("With the option to admit unlimited accounts while the ledger is away")
@Tag("R1.10")
class AdmitUnlimitedTest {
    private static final long COST = 20_000;

    private final ShakyLedger ledger = new ShakyLedger(new InMemoryQuotaLedger(System::nanoTime));
    private final ReplayProvider upstream = ClaudeAnswers.good("a");
    private final List<CallRecord> written = Collections.synchronizedList(new ArrayList<>());

    private RouterFixture fixture(QuotaLimit limit) {
        return fixture(limit, builder -> builder);
    }

    private RouterFixture fixture(QuotaLimit limit, UnaryOperator<io.modelrouter.core.ModelRouterBuilder> more) {
        ledger.behind.setLimit(RouterFixture.ACCOUNT, limit);
        return RouterFixture.with(
                builder -> more.apply(builder.ledger(ledger.line)
                        .callLog(written::add)
                        .settings(RouterSettings.builder().admitUnlimited(true).build())),
                upstream);
    }

    private AccountBalance balance() {
        return ledger.behind.balance(RouterFixture.ACCOUNT).orElseThrow();
    }

    private static RouterErrorCode refusal(RouterFixture fixture) {
        return catchThrowableOfType(RouterException.class, () -> fixture.wire(false))
                .code();
    }

    @Test
    void aCallGoesOutWithoutAHoldAndIsChargedWhenTheLedgerIsBack() {
        RouterFixture fixture = fixture(QuotaLimit.UNLIMITED);
        fixture.wire(false);
        ledger.cut("all");

        assertThat(fixture.wire(false)).isEqualTo(ClaudeAnswers.WHOLE);
        assertThat(fixture.wire(true)).isEqualTo(ClaudeAnswers.STREAM);

        assertThat(balance().used()).isEqualTo(COST);
        ledger.cut();
        fixture.close();
        assertThat(balance().used()).isEqualTo(3 * COST);
        assertThat(balance().held()).isZero();
        assertThat(written)
                .extracting(CallRecord::settlement)
                .containsExactlyInAnyOrder(
                        ReservationState.CONFIRMED, null, ReservationState.CONFIRMED, null, ReservationState.CONFIRMED);
    }

    @Test
    void aHoldThatStoodAllTheSameIsTheOneThatIsCharged() {
        RouterFixture fixture = fixture(QuotaLimit.UNLIMITED);
        fixture.wire(false);
        ledger.lose("reserve", 3);

        fixture.wire(false);
        fixture.close();

        assertThat(balance().used()).isEqualTo(2 * COST);
        assertThat(balance().held()).isZero();
    }

    @Test
    void aCallThatFailedLeavesNothingBehind() {
        ReplayProvider failing = ClaudeAnswers.always("a", ClaudeAnswers.error(400, "invalid_request_error"));
        ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.UNLIMITED);
        RouterFixture fixture = RouterFixture.with(
                builder -> builder.ledger(ledger.line)
                        .settings(RouterSettings.builder().admitUnlimited(true).build()),
                failing);
        refusal(fixture);
        ledger.lose("reserve", 3);
        assertThat(refusal(fixture)).isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);

        fixture.close();

        assertThat(balance().used()).isZero();
        assertThat(balance().held()).isZero();
    }

    @Test
    void anAccountOfWhichNothingWasHeardIsRefused() {
        try (RouterFixture fixture = fixture(QuotaLimit.UNLIMITED)) {
            ledger.cut("reserve");
            assertThat(refusal(fixture)).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
            assertThat(upstream.requests).isEmpty();
        }
    }

    @Test
    void anAccountWithALimitIsRefusedAndOneThatGotItsLimitSinceToo() {
        try (RouterFixture fixture = fixture(QuotaLimit.of(1_000_000_000))) {
            fixture.wire(false);
            ledger.cut("reserve");
            assertThat(refusal(fixture)).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);

            ledger.cut();
            ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.UNLIMITED);
            fixture.wire(false);
            ledger.cut("reserve");
            fixture.wire(false);

            ledger.cut();
            ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000_000_000));
            fixture.wire(false);
            ledger.cut("reserve");
            assertThat(refusal(fixture)).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
            ledger.cut();
        }
    }

    @Test
    void anUnlimitedAccountWithABudgetIsRefused() {
        try (RouterFixture fixture = fixture(
                QuotaLimit.UNLIMITED,
                builder -> builder.budgets(account ->
                        List.of(new Budget(new BudgetWindow.Day(java.time.ZoneOffset.UTC), 1_000_000_000))))) {
            fixture.wire(false);
            ledger.cut("reserve");
            assertThat(refusal(fixture)).isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
        }
    }

    @Test
    @Tag("R1.5")
    void aCallWithAnIdempotencyKeyIsRefusedBecauseNobodyKnowsWhetherItWasMade() {
        try (RouterFixture fixture = fixture(QuotaLimit.UNLIMITED)) {
            fixture.wire(false);
            ledger.cut("reserve");
            CallContext keyed = CallContext.builder()
                    .key(Secret.of(RouterFixture.KEY))
                    .idempotencyKey("order-1")
                    .build();
            assertThat(catchThrowableOfType(
                                    RouterException.class,
                                    () -> fixture.router
                                            .newCall(RouterFixture.claude(false), keyed)
                                            .wire())
                            .code())
                    .isEqualTo(RouterErrorCode.LEDGER_UNAVAILABLE);
            // So that closing need not wait for it.
            ledger.cut();
        }
    }

    @Test
    @Tag("R1.1")
    void whatWasSpentIsChargedAlsoWhereTheAccountTakesNoHoldAnyMore() {
        RouterFixture fixture = fixture(QuotaLimit.UNLIMITED);
        fixture.wire(false);
        ledger.cut("all");
        fixture.wire(false);
        ledger.cut();
        ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(1_000));

        fixture.close();

        assertThat(balance().used() + balance().overage()).isEqualTo(2 * COST);
        assertThat(ledger.behind.audit(RouterFixture.ACCOUNT, null, 10))
                .extracting(AuditEntry::change)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.actor()).isEqualTo("router");
                    assertThat(change.amount()).isEqualTo(COST);
                });
    }

    @Test
    void whatWasSpentIsChargedWhereTheAccountHasALimitWithLittleRoom() {
        RouterFixture fixture = fixture(QuotaLimit.UNLIMITED);
        fixture.wire(false);
        ledger.cut("all");
        fixture.wire(false);
        ledger.cut();
        ledger.behind.setLimit(RouterFixture.ACCOUNT, QuotaLimit.of(COST + 10));

        fixture.close();

        assertThat(balance().used()).isEqualTo(COST + 10);
        assertThat(balance().overage()).isEqualTo(COST - 10);
        assertThat(written.get(written.size() - 1).overage()).isEqualTo(COST - 10);
    }
}
