package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.quota.BudgetAccounts.OpenPeriod;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Budget;
import io.modelrouter.quota.BudgetWindow;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Budgets over a ledger")
@Tag("R1.3")
class BudgetAccountsTest {
    private static final AccountId TEAM = AccountId.team("search");
    private static final BudgetWindow DAY = new BudgetWindow.Day(ZoneOffset.UTC);

    private final ManualClock clock = new ManualClock();
    private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(clock.nanoTime());
    private List<Budget> book = List.of();
    private final BudgetAccounts budgets =
            new BudgetAccounts(ledger, account -> account.equals(TEAM) ? book : List.of(), clock);

    private List<OpenPeriod> open() {
        List<OpenPeriod> periods = budgets.current(List.of(TEAM));
        budgets.open(periods);
        return periods;
    }

    private boolean spend(String id, long amount) {
        List<AccountId> accounts = new ArrayList<>();
        open().forEach(period -> accounts.add(period.account()));
        boolean granted = ledger.reserve(new ReservationId(id), accounts, amount, Duration.ofMinutes(10))
                instanceof ReserveResult.Granted;
        if (granted) {
            ledger.confirm(new ReservationId(id), amount, UsageSource.REPORTED);
        }
        return granted;
    }

    private long limit(String account) {
        return ledger.balance(new AccountId(account))
                .orElseThrow()
                .limit()
                .nanos()
                .orElseThrow();
    }

    @Test
    void areAccountsOfTheirPeriods() {
        book = List.of(new Budget(DAY, 100), new Budget(new BudgetWindow.Month(ZoneOffset.UTC), 900));

        open();

        assertThat(limit("team:search#day:2026-01-01")).isEqualTo(100);
        assertThat(limit("team:search#month:2026-01")).isEqualTo(900);
        assertThat(budgets.current(List.of(AccountId.user("nobody")))).isEmpty();
        assertThat(budgets.anyFor(List.of(AccountId.user("nobody")))).isFalse();
        assertThat(budgets.anyFor(List.of(AccountId.user("nobody"), TEAM))).isTrue();
    }

    @Test
    void beginAnewWithEachPeriod() {
        book = List.of(new Budget(DAY, 100));

        assertThat(spend("a", 100)).isTrue();
        assertThat(spend("b", 1)).isFalse();
        clock.advance(Duration.ofDays(1));
        assertThat(spend("c", 100)).isTrue();
    }

    @Test
    void areSetOnceForEachPeriodAndAgainWhenTheyChange() {
        book = List.of(new Budget(DAY, 100));
        open();
        ledger.setLimit(new AccountId("team:search#day:2026-01-01"), QuotaLimit.of(7));

        open();
        assertThat(limit("team:search#day:2026-01-01")).as("not set again").isEqualTo(7);

        book = List.of(new Budget(DAY, 101));
        open();
        assertThat(limit("team:search#day:2026-01-01")).isEqualTo(101);
    }

    @Test
    void withTheSameWindowAreTheSmallerOne() {
        book = List.of(new Budget(DAY, 100), new Budget(DAY, 50), new Budget(DAY, 70));

        assertThat(open())
                .singleElement()
                .satisfies(period -> assertThat(period.budget().limit()).isEqualTo(50));
        assertThat(limit("team:search#day:2026-01-01")).isEqualTo(50);
    }

    @Test
    void thatRollHaveRoomAgainWhenTheLastPeriodThatIsFullEnds() {
        BudgetWindow hour = new BudgetWindow.Rolling(Duration.ofHours(1), 6);
        book = List.of(new Budget(hour, 100));
        clock.advance(Duration.ofMinutes(5));
        assertThat(spend("a", 90)).isTrue();
        clock.advance(Duration.ofMinutes(20));

        List<OpenPeriod> periods = open();

        // spent at 00:05 in the step of 00:00; the span that begins with that step ends at 01:10
        assertThat(budgets.roomAt(periods, periods.get(0), 50)).contains(Instant.parse("2026-01-01T01:10:00Z"));
        assertThat(budgets.roomAt(periods, periods.get(0), 101)).as("never").isEmpty();
        clock.advance(Duration.ofMinutes(44));
        assertThat(spend("b", 50)).as("01:09").isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(spend("c", 50)).as("01:10").isTrue();
    }

    @Test
    void tellHowTheyStandByThePeriodThatLeavesTheLeast() {
        book = List.of(new Budget(new BudgetWindow.Rolling(Duration.ofHours(1), 6), 100), new Budget(DAY, 300));
        assertThat(spend("a", 40)).isTrue();
        clock.advance(Duration.ofMinutes(30));
        assertThat(spend("b", 30)).isTrue();

        assertThat(budgets.states(List.of(TEAM)))
                .satisfiesExactly(
                        rolling -> {
                            assertThat(rolling.state().balance().available()).hasValue(30);
                            assertThat(rolling.until())
                                    .isEqualTo(budgets.current(List.of(TEAM))
                                            .get(0)
                                            .end());
                        },
                        day -> {
                            assertThat(day.state().balance().available()).hasValue(230);
                            assertThat(day.until()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
                        });
        clock.advance(Duration.ofDays(2));
        assertThat(budgets.states(List.of(TEAM)))
                .as("a period that nobody has opened yet")
                .allSatisfy(state -> assertThat(state.state().balance().used()).isZero());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thatRollLetNoWindowOfTheirLengthExceedThem(long seed) {
        Random random = new Random(seed);
        int steps = 1 + random.nextInt(12);
        Duration length = Duration.ofMillis(steps * (60_000L + random.nextInt(600_000)));
        book = List.of(new Budget(new BudgetWindow.Rolling(length, steps), 1_000));
        Deque<long[]> spent = new ArrayDeque<>();
        long refused = 0;
        for (int i = 0; i < 3_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt((int) (length.toMillis() / 8))));
            long now = clock.instant().toEpochMilli();
            long oneStepLonger = now - length.toMillis() - length.toMillis() / steps;
            spent.removeIf(one -> one[0] <= oneStepLonger);
            long amount = random.nextInt(400);
            if (spend("call-" + i, amount)) {
                spent.add(new long[] {now, amount});
                assertThat(sumAfter(spent, now - length.toMillis()))
                        .as("seed %d, call %d, within %s", seed, i, length)
                        .isLessThanOrEqualTo(1_000);
            } else {
                refused++;
                assertThat(amount + sumAfter(spent, oneStepLonger))
                        .as("seed %d, call %d: refused with reason, counted one step longer at most", seed, i)
                        .isGreaterThan(1_000);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(300L, 2_900L);
    }

    private static long sumAfter(Deque<long[]> spent, long time) {
        return spent.stream()
                .filter(one -> one[0] > time)
                .mapToLong(one -> one[1])
                .sum();
    }
}
