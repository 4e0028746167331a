package io.modelrouter.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.Usage;
import io.modelrouter.quota.Price.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A price")
@Tag("R1.9")
class PriceTest {
    private static final Price PLAIN = Price.of(BigDecimal.ONE, new BigDecimal("2"));

    private static BigDecimal dec(String number) {
        return new BigDecimal(number);
    }

    private static long cost(Price price, Usage usage) {
        return price.cost(usage, BigDecimal.ONE);
    }

    @Test
    void isForAMillionTokens() {
        assertThat(cost(PLAIN, Usage.builder().input(10).output(5).build())).isEqualTo(10 * 1_000 + 5 * 2_000);
    }

    @Test
    void isRoundedUpOnceAtTheEnd() {
        Price fine = Price.builder(dec("0.00004"), dec("0.00004")).build();

        // 0.04 nano-credits a token: two parts of ten tokens are 0.8, which is 1 and not 2
        assertThat(cost(fine, Usage.builder().input(10).output(10).build())).isEqualTo(1);
        assertThat(cost(fine, Usage.NONE)).isZero();
    }

    @Test
    void takesARateThatIsNotSetFromThePlainTokensOfItsSide() {
        Price written = Price.builder(dec("3"), dec("15"))
                .rate(Rate.CACHE_WRITE, dec("4"))
                .build();

        assertThat(written.rate(Rate.CACHED_INPUT)).isEqualByComparingTo("3");
        assertThat(written.rate(Rate.CACHE_WRITE_LONG)).isEqualByComparingTo("4");
        assertThat(written.rate(Rate.IMAGE_INPUT)).isEqualByComparingTo("3");
        assertThat(written.rate(Rate.REASONING)).isEqualByComparingTo("15");
    }

    @Test
    void countsNoPartTwice() {
        Price parts = Price.builder(dec("1"), dec("10"))
                .rate(Rate.CACHED_INPUT, dec("2"))
                .rate(Rate.CACHE_WRITE, dec("3"))
                .rate(Rate.CACHE_WRITE_LONG, dec("4"))
                .rate(Rate.AUDIO_INPUT, dec("5"))
                .rate(Rate.IMAGE_INPUT, dec("6"))
                .rate(Rate.REASONING, dec("20"))
                .rate(Rate.AUDIO_OUTPUT, dec("30"))
                .rate(Rate.IMAGE_OUTPUT, dec("40"))
                .build();
        Usage usage = Usage.builder()
                .input(100)
                .audioInput(10)
                .imageInput(20)
                .cacheRead(7)
                .cacheWrite(9)
                .cacheWriteLong(4)
                .output(50)
                .reasoning(10)
                .audioOutput(15)
                .imageOutput(5)
                .build();

        long millionths = 70 * 1 + 10 * 5 + 20 * 6 + 7 * 2 + 5 * 3 + 4 * 4 + 20 * 10 + 10 * 20 + 15 * 30 + 5 * 40;
        assertThat(cost(parts, usage)).isEqualTo(millionths * 1_000);
    }

    @Test
    void doesNotLetPartsExceedTheirWhole() {
        Price parts = Price.builder(dec("1"), dec("1"))
                .rate(Rate.AUDIO_INPUT, dec("2"))
                .rate(Rate.IMAGE_INPUT, dec("2"))
                .rate(Rate.REASONING, dec("2"))
                .rate(Rate.IMAGE_OUTPUT, dec("2"))
                .build();
        Usage contradictory = Usage.builder()
                .input(5)
                .audioInput(99)
                .imageInput(99)
                .output(5)
                .reasoning(99)
                .imageOutput(99)
                .build();

        assertThat(cost(parts, contradictory)).isEqualTo(10 * 2_000);
    }

    @Test
    void hasTheRatesOfTheHighestTierThatTheWholePromptIsAbove() {
        Price tiered = Price.builder(dec("1"), dec("1"))
                .above(100, Price.of(dec("2"), dec("2")))
                .above(200, Price.of(dec("3"), dec("3")))
                .build();

        assertThat(cost(tiered, Usage.builder().input(100).build())).isEqualTo(100_000);
        assertThat(cost(tiered, Usage.builder().input(90).cacheRead(11).build()))
                .isEqualTo(101 * 2_000);
        assertThat(cost(tiered, Usage.builder().input(201).output(1).build())).isEqualTo(202 * 3_000);
    }

    @Test
    void addsItsFeeBeforeTheFactorsAndTakesTierFeesForNothing() {
        Price fee = Price.builder(dec("1"), dec("1"))
                .perCall(dec("0.01"))
                .multiplier(dec("2"))
                .above(
                        1,
                        Price.builder(dec("1"), dec("1"))
                                .perCall(dec("5"))
                                .multiplier(dec("7"))
                                .build())
                .build();

        assertThat(fee.cost(Usage.builder().input(10).build(), dec("1.5"))).isEqualTo((10_000L + 10_000_000L) * 3);
        assertThat(Price.parse(fee.toString())).isEqualTo(fee);
    }

    @Test
    void saysSoWhereACostDoesNotFit() {
        Price highest = Price.of(dec("1000000"), dec("1000000"));
        Usage most = Usage.builder().input(1L << 40).build();

        assertThatThrownBy(() -> cost(highest, most)).isInstanceOf(ArithmeticException.class);
    }

    /** 20,000 random prices and usages; none of the arithmetic is shared with the class that is tested. */
    @RepeatedTest(10)
    void isWhatBigDecimalsByHandMakeOfAnyUsage(RepetitionInfo repetition) {
        long seed = 20261121L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Price.Builder builder = Price.builder(rate(random), rate(random));
            for (Rate rate : Rate.values()) {
                if (random.nextInt(3) == 0) {
                    builder.rate(rate, rate(random));
                }
            }
            long above = 1 + random.nextInt(50_000);
            Price tier = Price.of(rate(random), rate(random));
            boolean tiered = random.nextBoolean();
            if (tiered) {
                builder.above(above, tier);
            }
            Price price = builder.perCall(random.nextInt(4) == 0 ? rate(random) : BigDecimal.ZERO)
                    .multiplier(random.nextInt(4) == 0 ? rate(random) : BigDecimal.ONE)
                    .build();
            Usage usage = usage(random);
            BigDecimal factors = rate(random);

            assertThat(price.cost(usage, factors))
                    .as("seed %d, %s, %s", seed, price, usage)
                    .isEqualTo(byHand(price, tiered && usage.prompt() > above ? tier : price, usage, factors));
            assertThat(Price.parse(price.toString())).as("seed %d", seed).isEqualTo(price);
        }
    }

    private static long byHand(Price price, Price rates, Usage usage, BigDecimal factors) {
        BigDecimal[] sum = {BigDecimal.ZERO};
        long input = usage.input();
        input -= add(sum, rates, Rate.AUDIO_INPUT, Math.min(input, usage.audioInput()));
        input -= add(sum, rates, Rate.IMAGE_INPUT, Math.min(input, usage.imageInput()));
        add(sum, rates, Rate.INPUT, input);
        add(sum, rates, Rate.CACHED_INPUT, usage.cacheRead());
        long lasting = Math.min(usage.cacheWriteLong(), usage.cacheWrite());
        add(sum, rates, Rate.CACHE_WRITE_LONG, lasting);
        add(sum, rates, Rate.CACHE_WRITE, usage.cacheWrite() - lasting);
        long output = usage.output();
        output -= add(sum, rates, Rate.REASONING, Math.min(output, usage.reasoning()));
        output -= add(sum, rates, Rate.AUDIO_OUTPUT, Math.min(output, usage.audioOutput()));
        output -= add(sum, rates, Rate.IMAGE_OUTPUT, Math.min(output, usage.imageOutput()));
        add(sum, rates, Rate.OUTPUT, output);
        return sum[0].add(price.perCall().multiply(dec("1000000")))
                .multiply(price.multiplier())
                .multiply(factors)
                .multiply(dec("1000"))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    private static long add(BigDecimal[] sum, Price rates, Rate rate, long tokens) {
        sum[0] = sum[0].add(rates.rate(rate).multiply(BigDecimal.valueOf(tokens)));
        return tokens;
    }

    private static BigDecimal rate(Random random) {
        return BigDecimal.valueOf(random.nextInt(100_000), 2 + random.nextInt(6));
    }

    private static Usage usage(Random random) {
        return Usage.builder()
                .input(random.nextInt(60_000))
                .cacheRead(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .cacheWrite(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .cacheWriteLong(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .output(random.nextInt(60_000))
                .reasoning(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .audioInput(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .audioOutput(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .imageInput(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .imageOutput(random.nextInt(3) == 0 ? random.nextInt(60_000) : 0)
                .build();
    }

    @Test
    void isWrittenAndReadAsOneLine() {
        String text =
                "input=2.5 cached-input=1.25 output=10 per-call=0.01 multiplier=1.2 max-output=8192 above-200000(input=5 output=15)";

        assertThat(Price.parse(text)).hasToString(text);
        assertThat(Price.parse(text).withMultiplier(dec("3")).maxOutput()).hasValue(8192);
        assertThat(Price.parse("output=1.000 input=3")).isEqualTo(Price.of(dec("3.0"), dec("1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "input=1",
                "output=1",
                "input=1output=2",
                "input=1  output=2",
                "input=1 output=2\n",
                "input=1 input=2 output=3",
                "input=-1 output=2",
                "input=1e9 output=2",
                "input=99999999 output=2",
                "input=1000000.1 output=2",
                "input=1. output=2",
                "input=.5 output=2",
                "input=1 output=2 strange=3",
                "input=1 output=2 max-output=0",
                "input=1 output=2 max-output=1.5",
                "input=1 output=2 above-0(input=1 output=1)",
                "input=1 output=2 above-9(input=1)",
                "input=1 output=2 above-9(input=1 output=1) above-9(input=2 output=2)",
                "input=1 output=2 above-9(input=1 output=1 above-10(input=1 output=1))",
                "input=1 output=2 above-9(input=1 output=1",
                "input=1 output=2 above-9999999999999999999(input=1 output=1)",
                "input=0.0000000000000000001 output=2"
            })
    void refusesATextThatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Price.parse(text));
    }

    @Test
    void refusesTextsWithoutEndInNoTime() {
        assertThatIllegalArgumentException().isThrownBy(() -> Price.parse("input=" + "9".repeat(1_000_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> Price.parse("above-1(".repeat(2_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> Price.parse(" ".repeat(16_000)));
    }

    @Test
    void refusesRatesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> Price.of(dec("-0.1"), dec("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> Price.of(dec("1000001"), dec("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> Price.of(dec("1E-19"), dec("1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withMultiplier(dec("-1")))
                .withMessageContaining("multiplier");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.builder(dec("1"), dec("1"))
                        .rate(Rate.OUTPUT, null)
                        .build())
                .withMessageContaining("output");
    }

    @Test
    void isLookedUpInTheOwnBookBeforeAnother() {
        Price other = Price.of(dec("9"), dec("9"));
        PriceBook own = model -> model.equals("a") ? java.util.Optional.of(PLAIN) : java.util.Optional.empty();
        PriceBook both = own.or(model -> java.util.Optional.of(other));

        assertThat(both.price("a")).contains(PLAIN);
        assertThat(both.price("b")).contains(other);
        assertThat(own.or(PriceBook.EMPTY).price("b")).isEmpty();
    }
}
