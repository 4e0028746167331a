package io.modelrouter.core.quota;

import io.modelrouter.quota.Credits;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.Price.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What is held for a call before anybody knows what it will cost (R1.9): a fifth more than the prompt was counted to have, and
 * all that may be written, each at the highest rate of its side, because nobody knows yet what of it will be cached, reasoning,
 * audio or an image. The rates are those for a prompt of the length that was counted, or of a fifth more, whichever costs more.
 */
public final class HoldEstimate {
    private static final BigDecimal PROMPT_MARGIN = new BigDecimal("1.2");
    private static final BigDecimal MILLIONTH = new BigDecimal("0.000001");
    private static final List<Rate> INPUT = List.of(
            Rate.INPUT, Rate.CACHED_INPUT, Rate.CACHE_WRITE, Rate.CACHE_WRITE_LONG, Rate.AUDIO_INPUT, Rate.IMAGE_INPUT);
    private static final List<Rate> OUTPUT = List.of(Rate.OUTPUT, Rate.REASONING, Rate.AUDIO_OUTPUT, Rate.IMAGE_OUTPUT);

    private HoldEstimate() {}

    /**
     * Nano-credits, rounded up.
     *
     * @param factors on the price beside its own multiplier
     * @param promptTokens own count, 0 or more
     * @param outputTokens the most that may be written, in all choices together
     * @throws ArithmeticException if it does not fit a long
     */
    public static long nanos(Price price, BigDecimal factors, long promptTokens, BigDecimal outputTokens) {
        BigDecimal prompt = PROMPT_MARGIN.multiply(BigDecimal.valueOf(promptTokens));
        BigDecimal tokens = tokens(price.forPrompt(promptTokens), prompt, outputTokens);
        if (!price.tiers().isEmpty()) {
            long padded = prompt.setScale(0, RoundingMode.CEILING).longValueExact();
            tokens = tokens.max(tokens(price.forPrompt(padded), prompt, outputTokens));
        }
        return Credits.toNanosCeil(tokens.multiply(MILLIONTH)
                .add(price.perCall())
                .multiply(price.multiplier())
                .multiply(factors));
    }

    private static BigDecimal tokens(Price rates, BigDecimal promptTokens, BigDecimal outputTokens) {
        return highest(rates, INPUT)
                .multiply(promptTokens)
                .add(highest(rates, OUTPUT).multiply(outputTokens));
    }

    private static BigDecimal highest(Price price, List<Rate> rates) {
        BigDecimal highest = BigDecimal.ZERO;
        for (Rate rate : rates) {
            highest = highest.max(price.rate(rate));
        }
        return highest;
    }
}
