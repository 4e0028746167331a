package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The estimate for a hold")
@Tag("R1.9")
class HoldEstimateTest {

    private static long nanos(String price, String factors, long prompt, long output) {
        return HoldEstimate.nanos(Price.parse(price), new BigDecimal(factors), prompt, BigDecimal.valueOf(output));
    }

    @Test
    void isAFifthMoreThanThePromptAndAllThatMayBeWritten() {
        assertThat(nanos("input=1 output=2", "1", 10, 5)).isEqualTo(12_000 + 10_000);
        assertThat(nanos("input=0.001 output=0", "1", 1, 0))
                .as("1.2 is rounded up")
                .isEqualTo(2);
    }

    @Test
    void takesTheHighestRateOfEachSide() {
        assertThat(nanos("input=1 cache-write=3 cache-write-long=4 audio-input=2 output=5", "1", 10, 0))
                .isEqualTo(12 * 4_000);
        assertThat(nanos("input=1 audio-input=6 output=5", "1", 10, 0)).isEqualTo(12 * 6_000);
        assertThat(nanos("input=0 output=5 reasoning=7 image-output=9", "1", 0, 10))
                .isEqualTo(10 * 9_000);
    }

    @Test
    void hasTheFeeForACallAndAllFactors() {
        assertThat(nanos("input=1 output=2 per-call=0.5 multiplier=2", "1.5", 10, 5))
                .isEqualTo((22_000L + 500_000_000L) * 3);
    }

    @Test
    void hasTheRatesOfTheTierThatThePromptMayReach() {
        String tiered = "input=1 output=1 above-100(input=2 output=3)";

        assertThat(nanos(tiered, "1", 80, 10)).as("1.2 * 80 is 96").isEqualTo(96_000 + 10_000);
        assertThat(nanos(tiered, "1", 90, 10)).as("1.2 * 90 is 108").isEqualTo(108 * 2_000 + 10 * 3_000);
        assertThat(nanos("input=5 output=1 above-100(input=2 output=1)", "1", 90, 0))
                .as("a cheaper tier is not counted on")
                .isEqualTo(108 * 5_000);
    }

    @Test
    void saysSoWhereItDoesNotFit() {
        assertThatThrownBy(() -> nanos("input=1000000 output=1", "1000000", Long.MAX_VALUE / 2, 0))
                .isInstanceOf(ArithmeticException.class);
    }
}
