package io.modelrouter.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The window of a budget")
class BudgetWindowTest {
    private static final Instant NIGHT = Instant.parse("2026-03-29T00:30:00Z");

    @Test
    void isADayInItsZoneAlsoWhereThatHas23Hours() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(new BudgetWindow.Day(ZoneOffset.UTC).periods(NIGHT))
                .containsExactly(new BudgetWindow.Period("day:2026-03-29", Instant.parse("2026-03-30T00:00:00Z")));
        assertThat(new BudgetWindow.Day(berlin).periods(NIGHT))
                .containsExactly(
                        new BudgetWindow.Period("day:2026-03-29@Europe/Berlin", Instant.parse("2026-03-29T22:00:00Z")));
    }

    @Test
    void isAMonthInItsZone() {
        assertThat(new BudgetWindow.Month(ZoneId.of("UTC")).periods(NIGHT))
                .containsExactly(new BudgetWindow.Period("month:2026-03", Instant.parse("2026-04-01T00:00:00Z")));
    }

    @Test
    void thatRollsHasOnePeriodMoreThanStepsTheOneThatEndsFirstInFront() {
        List<BudgetWindow.Period> periods = new BudgetWindow.Rolling(Duration.ofMinutes(60), 3).periods(NIGHT);

        assertThat(periods)
                .extracting(BudgetWindow.Period::end)
                .isSorted()
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(periods.get(0).end()).isEqualTo(Instant.parse("2026-03-29T00:40:00Z"));
        // a call now is counted for an hour at least: until the last of its periods ends
        assertThat(periods.get(3).end()).isEqualTo(Instant.parse("2026-03-29T01:40:00Z"));
    }

    @Test
    void namesAnAccountOfEachPeriod() {
        BudgetWindow.Period day =
                new BudgetWindow.Day(ZoneOffset.UTC).periods(NIGHT).get(0);

        assertThat(day.accountOf(AccountId.team("search"))).hasToString("team:search#day:2026-03-29");
    }

    @Test
    void refusesLengthsThatCannotBeKept() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BudgetWindow.Rolling(Duration.ofSeconds(59), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BudgetWindow.Rolling(Duration.ofDays(401), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BudgetWindow.Rolling(Duration.ofHours(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BudgetWindow.Rolling(Duration.ofHours(1), 61));
        assertThatIllegalArgumentException().isThrownBy(() -> new BudgetWindow.Rolling(Duration.ofMillis(60_001), 7));
    }
}
