package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The accounts of ended periods, in memory,")
class EndedPeriodsTest {
    private static final AccountId DAY = new AccountId("team:a#day:2026-01-01");
    private static final AccountId ROLLING = new AccountId("team:a#rolling-3600000-12:5897352");
    private static final AccountId TEAM = new AccountId("team:a");

    private final ManualClock clock = new ManualClock();
    private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(clock.nanoTime(), 1_000, clock);

    private void pass(Duration time) {
        clock.advance(time);
        ledger.expireDue(100);
    }

    private void reserve(String id, AccountId account, Duration ttl) {
        ledger.reserve(new ReservationId(id), List.of(account), 1, ttl);
    }

    private SettleResult confirm(String id, long actual) {
        return ledger.confirm(new ReservationId(id), actual, UsageSource.REPORTED);
    }

    @Test
    @DisplayName("are forgotten 400 days after their last change")
    void calendar() {
        ledger.setLimit(DAY, QuotaLimit.of(10));
        pass(Duration.ofDays(300));
        reserve("a", DAY, Duration.ofHours(1));
        pass(Duration.ofMinutes(30));
        confirm("a", 1);

        pass(Duration.ofDays(100));
        pass(Duration.ofDays(300).minusNanos(1));
        assertThat(ledger.balance(DAY)).isPresent();
        assertThat(ledger.accounts("", null, 10)).hasSize(1);

        pass(Duration.ofNanos(1));
        assertThat(ledger.balance(DAY)).isEmpty();
        assertThat(ledger.accounts("", null, 10)).isEmpty();
    }

    @Test
    @DisplayName("of a rolling window are forgotten after twice its length and an hour")
    void rolling() {
        ledger.setLimit(ROLLING, QuotaLimit.of(10));

        pass(Duration.ofHours(3).minusNanos(1));
        assertThat(ledger.balance(ROLLING)).isPresent();

        pass(Duration.ofNanos(1));
        assertThat(ledger.balance(ROLLING)).isEmpty();
    }

    @Test
    @DisplayName("stay for 400 days from a change of a limit, too")
    void changedLimit() {
        ledger.configure(DAY, QuotaLimit.of(10));
        pass(Duration.ofDays(399));
        ledger.configure(DAY, QuotaLimit.of(20));
        pass(Duration.ofDays(399));
        ledger.configure(DAY, QuotaLimit.of(20));
        assertThat(ledger.balance(DAY)).isPresent();

        pass(Duration.ofDays(1));
        assertThat(ledger.balance(DAY)).as("the same limit again is no change").isEmpty();
    }

    @Test
    @Tag("R1.2")
    @DisplayName("stay while they hold something, be it nothing")
    void held() {
        ledger.setLimit(DAY, QuotaLimit.of(10));
        ledger.reserve(new ReservationId("zero"), List.of(DAY), 0, Duration.ofDays(3_000));

        pass(Duration.ofDays(401));
        pass(Duration.ofDays(401));
        assertThat(ledger.balance(DAY)).isPresent();

        ledger.release(new ReservationId("zero"), "test");
        pass(Duration.ofDays(399));
        assertThat(ledger.balance(DAY)).isPresent();
        pass(Duration.ofDays(1));
        assertThat(ledger.balance(DAY)).isEmpty();
    }

    @Test
    @Tag("R1.1")
    @DisplayName("stay for the late costs of the calls that are remembered")
    void lateCosts() {
        ledger.setLimit(ROLLING, QuotaLimit.of(10));
        reserve("late", ROLLING, Duration.ofMinutes(10));
        pass(Duration.ofMinutes(10));
        for (int hour = 0; hour < 20; hour++) {
            pass(Duration.ofHours(1));
        }

        assertThat(confirm("late", 4))
                .isInstanceOfSatisfying(
                        SettleResult.Done.class,
                        done -> assertThat(done.charged()).isEqualTo(4));
        assertThat(ledger.balance(ROLLING).orElseThrow().used()).isEqualTo(4);

        for (int hour = 0; hour < 23; hour++) {
            pass(Duration.ofHours(1));
        }
        assertThat(confirm("late", 4)).isEqualTo(new SettleResult.Replay(ReservationState.CONFIRMED_LATE, 4, 0));
        pass(Duration.ofHours(1));
        pass(Duration.ofHours(3));
        assertThat(ledger.balance(ROLLING)).isEmpty();
    }

    @Test
    @DisplayName("are the only ones that are forgotten")
    void others() {
        ledger.setLimit(TEAM, QuotaLimit.of(10));

        pass(Duration.ofDays(10_000));

        assertThat(ledger.balance(TEAM)).isPresent();
    }

    @Test
    @DisplayName("are forgotten 16 at a time, and two more for each new one")
    void bounded() {
        for (int i = 0; i < 40; i++) {
            ledger.setLimit(new AccountId("team:a#day:" + i), QuotaLimit.of(1));
        }

        pass(Duration.ofDays(400));
        assertThat(ledger.accounts("", null, 100)).hasSize(24);

        ledger.setLimit(DAY, QuotaLimit.of(1));
        assertThat(ledger.accounts("", null, 100)).hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60})
    @DisplayName("never pile up under a rolling budget that is used all the time, and none is forgotten before its end")
    void neverPileUp(int steps) {
        BudgetWindow window = new BudgetWindow.Rolling(Duration.ofHours(1), steps);
        BudgetAccounts budgets = new BudgetAccounts(ledger, account -> List.of(new Budget(window, 1_000_000)), clock);
        for (int call = 0; call < 3_000; call++) {
            pass(Duration.ofSeconds(59));
            List<BudgetAccounts.OpenPeriod> periods = budgets.current(List.of(TEAM));
            budgets.open(periods);
            ledger.reserve(
                    new ReservationId("c" + call),
                    periods.stream().map(BudgetAccounts.OpenPeriod::account).toList(),
                    1,
                    Duration.ofMinutes(1));
            confirm("c" + call, 1);
            assertThat(ledger.balance(periods.get(0).account()).orElseThrow().used())
                    .as("the oldest period knows what came in the last hour")
                    .isGreaterThanOrEqualTo(Math.min(call + 1, 60));
        }

        List<AccountState> left = ledger.accounts("", null, 1_000);
        assertThat(left)
                .as("1,000 calls are remembered, those of the last 16.4 hours")
                .hasSizeLessThan(22 * steps);
    }

    @ParameterizedTest
    @CsvSource({
        "a#day:2026-01-01, PT9600H",
        "a#month:2026-01@Europe/Berlin, PT9600H",
        "a#rolling-60000-60:7, PT1H2M",
        "a#rolling-60000-60:-7, PT1H2M",
        "a#rolling-34560000000-1:7, PT19201H",
        "a#rolling-34560000001-1:7, PT9600H",
        "a#rolling--1-1:7, PT9600H",
        "a#rolling-99999999999999999999-1:7, PT9600H",
        "a#rolling-7, PT9600H",
        "a#, PT9600H"
    })
    @DisplayName("stay for a time that the name of the period tells")
    void keep(String name, Duration time) {
        assertThat(EndedPeriods.keep(new AccountId(name))).isEqualTo(time);
    }

    @Test
    @DisplayName("stay for longer than their period lasts")
    void longerThanThePeriod() {
        for (BudgetWindow window : List.of(
                new BudgetWindow.Day(ZoneOffset.UTC),
                new BudgetWindow.Month(ZoneOffset.UTC),
                BudgetWindow.Rolling.of(Duration.ofMinutes(1)),
                new BudgetWindow.Rolling(Duration.ofDays(400), 1))) {
            for (BudgetWindow.Period period : window.periods(ManualClock.START)) {
                Duration keep = EndedPeriods.keep(period.accountOf(TEAM));
                assertThat(ManualClock.START.plus(keep)).as(period.name()).isAfter(period.end());
            }
        }
        assertThat(EndedPeriods.keep(BudgetWindow.Rolling.of(Duration.ofMinutes(1))
                        .periods(ManualClock.START)
                        .get(0)
                        .accountOf(TEAM)))
                .isEqualTo(Duration.ofMinutes(62));
    }
}
