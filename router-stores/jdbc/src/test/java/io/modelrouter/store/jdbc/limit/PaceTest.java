package io.modelrouter.store.jdbc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The pace of a bucket")
@Tag("R5.2")
class PaceTest {

    @Test
    @DisplayName("has room for the whole rate in a minute, whatever the rate, and for not one more")
    void wholeRate() {
        for (long rate = 1; rate < 5_000; rate++) {
            assertThat(rate * Pace.nanos(1, rate)).isLessThanOrEqualTo(Pace.MINUTE);
            assertThat((rate + 1) * Pace.nanos(1, rate)).isGreaterThan(Pace.MINUTE);
        }
    }

    @Test
    @DisplayName("does not overflow: a debt has an end")
    void overflow() {
        assertThat(Pace.nanos(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Pace.MINUTE);
        assertThat(Pace.nanos(Long.MAX_VALUE, 1)).isEqualTo(Pace.MOST);
        assertThat(Pace.nanos(2_000_000_000_000L, 4_000_000_000_000L)).isEqualTo(Pace.MINUTE / 2);
    }

    @Test
    @DisplayName("that changes leaves in the bucket what was in it, up to the new rate")
    void convert() {
        long now = 1_000 * Pace.MINUTE;

        assertThat(Pace.convert(now, now, 10, 100)).as("10 of 100").isEqualTo(now + Pace.MINUTE * 9 / 10);
        assertThat(Pace.convert(now, now, 100, 10)).as("full").isEqualTo(now);
        assertThat(Pace.convert(now + Pace.MINUTE / 2, now, 100, 200))
                .as("50 of 200")
                .isEqualTo(now + Pace.MINUTE * 3 / 4);
        assertThat(Pace.convert(now + Pace.MINUTE * 3 / 2, now, 100, 50))
                .as("50 owed, which are a minute now")
                .isEqualTo(now + 2 * Pace.MINUTE);
    }
}
