package io.modelrouter.quota;

import io.modelrouter.chat.Usage;
import java.math.BigDecimal;

/**
 * What tokens of a model cost, in credits (US dollars) for a million of them.
 *
 * @param input prompt tokens that touch no cache
 * @param cachedInput prompt tokens read from a cache
 * @param cacheWrite prompt tokens written to a cache
 * @param output everything the model writes, reasoning included
 */
public record Price(BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {
    private static final BigDecimal MILLIONTH = new BigDecimal("0.000001");

    public Price {
        check(input, "input");
        check(cachedInput, "cached-input");
        check(cacheWrite, "cache-write");
        check(output, "output");
    }

    /** A price whose cached and cache-writing tokens cost what the others do. */
    public static Price of(BigDecimal input, BigDecimal output) {
        return new Price(input, input, input, output);
    }

    /**
     * The cost of this usage in nano-credits, computed exactly and rounded up once.
     *
     * @param multiplier of the channel
     * @throws ArithmeticException if it does not fit a long
     */
    public long cost(Usage usage, BigDecimal multiplier) {
        BigDecimal sum = input.multiply(BigDecimal.valueOf(usage.input()))
                .add(cachedInput.multiply(BigDecimal.valueOf(usage.cacheRead())))
                .add(cacheWrite.multiply(BigDecimal.valueOf(usage.cacheWrite())))
                .add(output.multiply(BigDecimal.valueOf(usage.output())));
        return Credits.toNanosCeil(sum.multiply(multiplier).multiply(MILLIONTH));
    }

    private static void check(BigDecimal rate, String name) {
        if (rate.signum() < 0 || rate.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new IllegalArgumentException(
                    "the price for " + name + " must be from 0 to 1000000 per million tokens");
        }
    }
}
