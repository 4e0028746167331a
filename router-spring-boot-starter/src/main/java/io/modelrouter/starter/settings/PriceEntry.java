package io.modelrouter.starter.settings;

import io.modelrouter.quota.Price.Rate;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a model costs, in USD for a million tokens, as it was written.
 *
 * @param model exact name, or a pattern with a star
 * @param input prompt tokens that touch no cache
 * @param cachedInput prompt tokens read from a cache; default as input
 * @param cacheWrite prompt tokens written to a cache for some minutes; default as input
 * @param cacheWriteLong prompt tokens written to a cache for an hour; default as cache-write
 * @param output what the model writes
 * @param reasoning what it writes as reasoning; default as output
 * @param audioInput prompt tokens that are audio; default as input
 * @param audioOutput what it writes as audio; default as output
 * @param imageInput prompt tokens that are images; default as input
 * @param imageOutput what it writes as images; default as output
 * @param perCall USD for each call, beside its tokens
 * @param multiplier factor on everything
 * @param maxOutput the most tokens that the model writes; held for where a request sets no limit
 * @param tiers other rates for long prompts
 */
public record PriceEntry(
        @Nullable String model,
        @Nullable BigDecimal input,
        @Nullable BigDecimal cachedInput,
        @Nullable BigDecimal cacheWrite,
        @Nullable BigDecimal cacheWriteLong,
        @Nullable BigDecimal output,
        @Nullable BigDecimal reasoning,
        @Nullable BigDecimal audioInput,
        @Nullable BigDecimal audioOutput,
        @Nullable BigDecimal imageInput,
        @Nullable BigDecimal imageOutput,
        @Nullable BigDecimal perCall,
        @Nullable BigDecimal multiplier,
        @Nullable Integer maxOutput,
        @DefaultValue List<TierEntry> tiers) {

    /** The rates that were written. */
    Map<Rate, BigDecimal> rates() {
        return rates(
                input,
                cachedInput,
                cacheWrite,
                cacheWriteLong,
                output,
                reasoning,
                audioInput,
                audioOutput,
                imageInput,
                imageOutput);
    }

    /** In the order of {@link Rate}. */
    private static Map<Rate, BigDecimal> rates(@Nullable BigDecimal... written) {
        Map<Rate, BigDecimal> rates = new EnumMap<>(Rate.class);
        for (Rate rate : Rate.values()) {
            BigDecimal value = written[rate.ordinal()];
            if (value != null) {
                rates.put(rate, value);
            }
        }
        return rates;
    }

    /**
     * Rates for long prompts; each default as in a price.
     *
     * @param above prompts of more tokens than this have these rates, for all of their tokens
     * @param input prompt tokens that touch no cache
     * @param cachedInput prompt tokens read from a cache
     * @param cacheWrite prompt tokens written to a cache for some minutes
     * @param cacheWriteLong prompt tokens written to a cache for an hour
     * @param output what the model writes
     * @param reasoning what it writes as reasoning
     * @param audioInput prompt tokens that are audio
     * @param audioOutput what it writes as audio
     * @param imageInput prompt tokens that are images
     * @param imageOutput what it writes as images
     */
    public record TierEntry(
            @Nullable Long above,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal cacheWriteLong,
            @Nullable BigDecimal output,
            @Nullable BigDecimal reasoning,
            @Nullable BigDecimal audioInput,
            @Nullable BigDecimal audioOutput,
            @Nullable BigDecimal imageInput,
            @Nullable BigDecimal imageOutput) {

        /** The rates that were written. */
        Map<Rate, BigDecimal> rates() {
            return PriceEntry.rates(
                    input,
                    cachedInput,
                    cacheWrite,
                    cacheWriteLong,
                    output,
                    reasoning,
                    audioInput,
                    audioOutput,
                    imageInput,
                    imageOutput);
        }
    }
}
