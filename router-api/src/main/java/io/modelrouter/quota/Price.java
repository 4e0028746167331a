package io.modelrouter.quota;

import io.modelrouter.chat.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in credits (US dollars) for a million tokens. The rates for input and output are always set; another
 * one that is not set is that of the plain tokens on its side. No token is counted twice: a part of the prompt or of the
 * answer with a rate of its own leaves the plain ones. All arithmetic is exact, and rounded up once at the end. Immutable.
 */
public final class Price {
    private static final BigDecimal MILLIONTH = new BigDecimal("0.000001");
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);
    /** Keeps sums and texts short; more than enough for what is told in US dollars for one token. */
    private static final int MOST_DECIMALS = 18;

    private final Map<Rate, BigDecimal> rates;
    private final BigDecimal perCall;
    private final BigDecimal multiplier;
    private final int maxOutput;
    private final List<Tier> tiers;

    /** What a rate is for. */
    public enum Rate {
        /** Prompt tokens that touch no cache. */
        INPUT("input", null),
        /** Prompt tokens read from a cache. */
        CACHED_INPUT("cached-input", INPUT),
        /** Prompt tokens written to a cache that lasts some minutes. */
        CACHE_WRITE("cache-write", INPUT),
        /** Prompt tokens written to a cache that lasts an hour. */
        CACHE_WRITE_LONG("cache-write-long", CACHE_WRITE),
        /** What the model writes. */
        OUTPUT("output", null),
        /** What it writes as reasoning. */
        REASONING("reasoning", OUTPUT),
        /** Prompt tokens that are audio. */
        AUDIO_INPUT("audio-input", INPUT),
        /** What it writes as audio. */
        AUDIO_OUTPUT("audio-output", OUTPUT),
        /** Prompt tokens that are images. */
        IMAGE_INPUT("image-input", INPUT),
        /** What it writes as images. */
        IMAGE_OUTPUT("image-output", OUTPUT);

        private final String label;
        private final @Nullable Rate otherwise;

        Rate(String label, @Nullable Rate otherwise) {
            this.label = label;
            this.otherwise = otherwise;
        }

        /** As settings and texts name it, such as {@code cached-input}. */
        public String label() {
            return label;
        }
    }

    /**
     * Other rates for long prompts.
     *
     * @param above prompts of more tokens than this, cached or not, have these rates, for all of their tokens
     * @param price the rates alone; its fee for a call, its multiplier and its own tiers do not count and are left out
     */
    public record Tier(long above, Price price) {
        public Tier {
            if (above < 1) {
                throw new IllegalArgumentException("a tier begins above 1 token or more");
            }
            price = price.ratesAlone();
        }
    }

    private Price(Builder builder) {
        if (!builder.rates.containsKey(Rate.INPUT) || !builder.rates.containsKey(Rate.OUTPUT)) {
            throw new IllegalArgumentException("a price needs the rates input and output; 0 for nothing");
        }
        this.rates = new EnumMap<>(builder.rates);
        this.perCall = builder.perCall;
        this.multiplier = builder.multiplier;
        this.maxOutput = builder.maxOutput;
        this.tiers = builder.tiers.stream()
                .sorted(Comparator.comparingLong(Tier::above).reversed())
                .toList();
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).above == tiers.get(i - 1).above) {
                throw new IllegalArgumentException("two tiers begin above " + tiers.get(i).above + " tokens");
            }
        }
    }

    private Price ratesAlone() {
        boolean alone = tiers.isEmpty() && perCall.signum() == 0 && maxOutput == 0;
        if (alone && multiplier.compareTo(BigDecimal.ONE) == 0) {
            return this;
        }
        Builder builder = new Builder();
        rates.forEach(builder::rate);
        return builder.build();
    }

    /**
     * @param input credits for a million prompt tokens
     * @param output credits for a million written tokens
     */
    public static Builder builder(BigDecimal input, BigDecimal output) {
        return new Builder().rate(Rate.INPUT, input).rate(Rate.OUTPUT, output);
    }

    /** A price whose cached and cache-writing tokens cost what the others do. */
    public static Price of(BigDecimal input, BigDecimal output) {
        return builder(input, output).build();
    }

    /** Credits for a million tokens; that of another rate where this one is not set. */
    public BigDecimal rate(Rate rate) {
        BigDecimal set = rates.get(rate);
        if (set != null) {
            return set;
        }
        return rate.otherwise == null ? BigDecimal.ZERO : rate(rate.otherwise);
    }

    /** Credits for each call, beside its tokens. */
    public BigDecimal perCall() {
        return perCall;
    }

    /** The model's factor on everything. */
    public BigDecimal multiplier() {
        return multiplier;
    }

    /**
     * The most tokens that the model writes, where that is known: so many are held for where a request sets no limit (R1.9).
     */
    public OptionalInt maxOutput() {
        return maxOutput == 0 ? OptionalInt.empty() : OptionalInt.of(maxOutput);
    }

    /** The same price with another factor on everything. */
    public Price withMultiplier(BigDecimal factor) {
        Builder builder = new Builder().perCall(perCall).multiplier(factor);
        builder.maxOutput = maxOutput;
        rates.forEach(builder::rate);
        builder.tiers.addAll(tiers);
        return builder.build();
    }

    /** Other rates for long prompts, the highest first. */
    public List<Tier> tiers() {
        return tiers;
    }

    /** The rates for a prompt of so many tokens. */
    public Price forPrompt(long tokens) {
        for (Tier tier : tiers) {
            if (tokens > tier.above) {
                return tier.price;
            }
        }
        return this;
    }

    /**
     * The cost of this usage in nano-credits, computed exactly and rounded up once. Audio and images in the prompt are
     * taken for tokens that touched no cache; in the answer reasoning counts before audio, and audio before images.
     *
     * @param factors on the price beside the model's own
     * @throws ArithmeticException if it does not fit a long
     */
    public long cost(Usage usage, BigDecimal factors) {
        Price price = forPrompt(usage.prompt());
        long audio = Math.min(usage.audioInput(), usage.input());
        long image = Math.min(usage.imageInput(), usage.input() - audio);
        long written = usage.output();
        long reasoning = Math.min(usage.reasoning(), written);
        long spoken = Math.min(usage.audioOutput(), written - reasoning);
        long drawn = Math.min(usage.imageOutput(), written - reasoning - spoken);
        long lasting = Math.min(usage.cacheWriteLong(), usage.cacheWrite());
        BigDecimal sum = price.cost(Rate.INPUT, usage.input() - audio - image)
                .add(price.cost(Rate.AUDIO_INPUT, audio))
                .add(price.cost(Rate.IMAGE_INPUT, image))
                .add(price.cost(Rate.CACHED_INPUT, usage.cacheRead()))
                .add(price.cost(Rate.CACHE_WRITE, usage.cacheWrite() - lasting))
                .add(price.cost(Rate.CACHE_WRITE_LONG, lasting))
                .add(price.cost(Rate.OUTPUT, written - reasoning - spoken - drawn))
                .add(price.cost(Rate.REASONING, reasoning))
                .add(price.cost(Rate.AUDIO_OUTPUT, spoken))
                .add(price.cost(Rate.IMAGE_OUTPUT, drawn));
        return Credits.toNanosCeil(
                sum.multiply(MILLIONTH).add(perCall).multiply(multiplier).multiply(factors));
    }

    private BigDecimal cost(Rate rate, long tokens) {
        return tokens == 0 ? BigDecimal.ZERO : rate(rate).multiply(BigDecimal.valueOf(tokens));
    }

    /**
     * Everything that was set, in one line that {@link #parse} reads: {@code input=2.5 cached-input=1.25 output=10 per-call=0.01
     * multiplier=1.2 above-200000(input=5 output=15)}.
     */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        for (Rate rate : Rate.values()) {
            BigDecimal set = rates.get(rate);
            if (set != null) {
                words.add(rate.label + "=" + plain(set));
            }
        }
        if (perCall.signum() != 0) {
            words.add("per-call=" + plain(perCall));
        }
        if (multiplier.compareTo(BigDecimal.ONE) != 0) {
            words.add("multiplier=" + plain(multiplier));
        }
        if (maxOutput != 0) {
            words.add("max-output=" + maxOutput);
        }
        for (Tier tier : tiers) {
            words.add("above-" + tier.above + "(" + tier.price + ")");
        }
        return String.join(" ", words);
    }

    /**
     * The price that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Price parse(String text) {
        return PriceText.parse(text);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** Equal where everything that was set is numerically equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Price price && toString().equals(price.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Collects rates. Not thread-safe. */
    public static final class Builder {
        private final Map<Rate, BigDecimal> rates = new EnumMap<>(Rate.class);
        private BigDecimal perCall = BigDecimal.ZERO;
        private BigDecimal multiplier = BigDecimal.ONE;
        private int maxOutput;
        private final List<Tier> tiers = new ArrayList<>();

        Builder() {}

        /**
         * @param credits for a million tokens, from 0 to 1,000,000 with at most 18 decimals; null leaves the rate unset
         */
        public Builder rate(Rate rate, @Nullable BigDecimal credits) {
            Objects.requireNonNull(rate, "rate");
            if (credits == null) {
                rates.remove(rate);
            } else {
                check(credits, rate.label);
                rates.put(rate, credits);
            }
            return this;
        }

        /**
         * @param credits for each call, from 0 to 1,000,000 with at most 18 decimals
         */
        public Builder perCall(BigDecimal credits) {
            check(credits, "per-call");
            this.perCall = credits;
            return this;
        }

        /**
         * @param factor on everything, from 0 to 1,000,000 with at most 18 decimals; default 1
         */
        public Builder multiplier(BigDecimal factor) {
            check(factor, "multiplier");
            this.multiplier = factor;
            return this;
        }

        /**
         * @param tokens the most that the model writes, at least 1
         */
        public Builder maxOutput(int tokens) {
            if (tokens < 1) {
                throw new IllegalArgumentException("max-output must be at least 1");
            }
            this.maxOutput = tokens;
            return this;
        }

        /** Other rates for prompts of more tokens than this. */
        public Builder above(long tokens, Price price) {
            tiers.add(new Tier(tokens, price));
            return this;
        }

        /**
         * @throws IllegalArgumentException without the rates for input and output, or if two tiers begin at the same count
         */
        public Price build() {
            return new Price(this);
        }

        private static void check(BigDecimal number, String name) {
            if (number.signum() < 0 || number.compareTo(HIGHEST) > 0) {
                throw new IllegalArgumentException("the price for " + name + " must be from 0 to 1000000");
            }
            if (number.scale() > MOST_DECIMALS && number.stripTrailingZeros().scale() > MOST_DECIMALS) {
                throw new IllegalArgumentException("the price for " + name + " has more than 18 decimals");
            }
        }
    }
}
