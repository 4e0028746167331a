package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.CallerUsage;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.error.QuotaExhaustedException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A call of an account with a budget")
@Tag("R1.3")
class BudgetsTest {
    private static final AccountId TEAM = AccountId.team("secret-name");
    private static final BudgetWindow DAY = new BudgetWindow.Day(ZoneOffset.UTC);
    /** 10 tokens in, 5 out, at the fixture's price. */
    private static final long COST = 20_000;

    private final ManualClock clock = new ManualClock();
    private final ReplayProvider upstream = ClaudeAnswers.good("a");

    private RouterFixture fixture(Map<AccountId, List<Budget>> budgets) {
        RouterFixture fixture = new RouterFixture(
                1_000_000_000,
                Token.builder("team").accounts(RouterFixture.ACCOUNT, TEAM).build(),
                builder -> builder.provider(upstream)
                        .clock(clock, clock.nanoTime())
                        .budgets(account -> budgets.getOrDefault(account, List.of())),
                Channel.builder("c1", "a")
                        .models("*")
                        .dialects(Dialect.CLAUDE_MESSAGES)
                        .build());
        fixture.ledger.setLimit(TEAM, QuotaLimit.UNLIMITED);
        return fixture;
    }

    private static long used(RouterFixture fixture, String account) {
        return fixture.ledger.balance(new AccountId(account)).orElseThrow().used();
    }

    @Test
    void isChargedToItsAccountsAndTheirCurrentPeriodsAlike() {
        try (RouterFixture fixture = fixture(Map.of(
                RouterFixture.ACCOUNT,
                List.of(new Budget(DAY, 1_000_000)),
                TEAM,
                List.of(new Budget(new BudgetWindow.Month(ZoneOffset.UTC), 2_000_000))))) {
            fixture.wire(true);

            assertThat(fixture.balance().used()).isEqualTo(COST);
            assertThat(used(fixture, "team:secret-name")).isEqualTo(COST);
            assertThat(used(fixture, "token:team#day:2026-01-01")).isEqualTo(COST);
            assertThat(used(fixture, "team:secret-name#month:2026-01")).isEqualTo(COST);
            assertThat(fixture.record().accounts())
                    .as("periods are no accounts of the record")
                    .containsExactly(RouterFixture.ACCOUNT, TEAM);
        }
    }

    @Test
    void isRefusedWhereAPeriodHasTooLittleAndToldWhenToComeAgain() {
        try (RouterFixture fixture = fixture(Map.of(TEAM, List.of(new Budget(DAY, 280_000))))) {
            clock.advance(Duration.ofHours(20));
            for (int i = 0; i < 4; i++) {
                fixture.wire(false);
            }

            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOfSatisfying(QuotaExhaustedException.class, e -> {
                assertThat(e.getMessage())
                        .contains("daily budget of its team")
                        .contains("2026-01-02T00:00:00Z")
                        .doesNotContain("secret-name");
                assertThat(e.retryAfter()).contains(Duration.ofHours(4));
            });
            assertThat(upstream.requests).hasSize(4);
            assertThat(fixture.balance().held())
                    .as("no other account was touched")
                    .isZero();

            clock.advance(Duration.ofHours(4));
            fixture.wire(false);
        }
    }

    @Test
    void isToldThatItNeverFitsWhereItNeedsMoreThanTheWholeBudget() {
        try (RouterFixture fixture = fixture(Map.of(RouterFixture.ACCOUNT, List.of(new Budget(DAY, 1_000))))) {
            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOfSatisfying(QuotaExhaustedException.class, e -> {
                assertThat(e.getMessage()).contains("more credits than the daily budget of the key allows");
                assertThat(e.retryAfter()).isEmpty();
            });
        }
    }

    @Test
    void isRefusedAtARollingBudgetUntilTheSpendingHasRolledOut() {
        BudgetWindow hour = BudgetWindow.Rolling.of(Duration.ofHours(1));
        try (RouterFixture fixture = fixture(Map.of(TEAM, List.of(new Budget(hour, 240_000))))) {
            fixture.wire(false);

            assertThatThrownBy(() -> {
                        fixture.wire(false);
                        fixture.wire(false);
                    })
                    .isInstanceOfSatisfying(QuotaExhaustedException.class, e -> {
                        assertThat(e.getMessage()).contains("rolling budget of its team");
                        assertThat(e.retryAfter()).contains(Duration.ofMinutes(65));
                    });
            clock.advance(Duration.ofMinutes(65));
            fixture.wire(false);
        }
    }

    @Test
    void seesTheLeastThatItsAccountsAndPeriodsLeaveAsItsCredits() {
        try (RouterFixture fixture = fixture(Map.of(TEAM, List.of(new Budget(DAY, 80_000_000))))) {
            assertThat(fixture.openAi()).contains("\"cost\":0.00002").contains("\"credits_remaining\":0.07998");
        }
    }

    @Test
    void isToldOfThePeriodThatPassedAThresholdAndOfEachWindowOnce() {
        BudgetWindow hour = BudgetWindow.Rolling.of(Duration.ofHours(1));
        ReplayProvider costly = ClaudeAnswers.always(
                "a",
                ReplayProvider.Answer.of(
                        200,
                        "application/json",
                        ClaudeAnswers.WHOLE.replace("\"output_tokens\":5", "\"output_tokens\":90")));
        try (RouterFixture fixture = new RouterFixture(
                1_000_000_000,
                builder -> builder.provider(costly)
                        .clock(clock, clock.nanoTime())
                        .budgets(account -> List.of(new Budget(hour, 460_000))),
                Channel.builder("c1", "a").models("*").build())) {
            fixture.wire(false);
            fixture.wire(false);

            assertThat(fixture.thresholds).singleElement().satisfies(threshold -> {
                assertThat(threshold.account().value()).startsWith("token:team#rolling-3600000-12:");
                assertThat(threshold.share()).isEqualByComparingTo("0.8");
            });
        }
    }

    @Test
    void canAskHowItsAccountsAndBudgetsStand() {
        try (RouterFixture fixture = fixture(Map.of(TEAM, List.of(new Budget(DAY, 280_000))))) {
            fixture.wire(false);

            CallerUsage usage = fixture.router.usage(CallContext.withKey(RouterFixture.KEY));

            assertThat(usage.token()).isEqualTo("team");
            assertThat(usage.accounts())
                    .extracting(state ->
                            state.account().value() + " " + state.balance().used())
                    .containsExactly("token:team 20000", "team:secret-name 20000");
            assertThat(usage.budgets()).singleElement().satisfies(budget -> {
                assertThat(budget.budget()).isEqualTo(new Budget(DAY, 280_000));
                assertThat(budget.state().balance().available()).hasValue(260_000);
                assertThat(budget.until()).isEqualTo("2026-01-02T00:00:00Z");
            });
            assertThat(usage.today()).isNull();
        }
    }
}
