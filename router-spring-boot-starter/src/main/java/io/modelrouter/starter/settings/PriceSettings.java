package io.modelrouter.starter.settings;

import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.Price;
import io.modelrouter.starter.settings.ModelRouterProperties.PriceEntry;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.prices} and makes prices of them. */
final class PriceSettings {
    private static final String LIST = ModelRouterProperties.PREFIX + ".prices";
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);

    private final Problems problems;
    private final Map<ModelPattern, Price> known;

    PriceSettings(Problems problems) {
        this(problems, Map.of());
    }

    /** Adds to prices that there are already. */
    PriceSettings(Problems problems, Map<ModelPattern, Price> known) {
        this.problems = problems;
        this.known = known;
    }

    Map<ModelPattern, Price> read(List<PriceEntry> entries) {
        Map<ModelPattern, Price> prices = new LinkedHashMap<>(known);
        for (int i = 0; i < entries.size(); i++) {
            String path = LIST + "[" + i + "]";
            PriceEntry entry = entries.get(i);
            String model = entry.model();
            if (model == null) {
                problems.add(path + ".model", null, "a price needs the model it is for, such as \"gpt-4o*\"");
            }
            BigDecimal input = rate(path + ".input", entry.input(), null);
            BigDecimal output = rate(path + ".output", entry.output(), null);
            BigDecimal cachedInput = rate(path + ".cached-input", entry.cachedInput(), input);
            BigDecimal cacheWrite = rate(path + ".cache-write", entry.cacheWrite(), input);
            if (input != null && output != null && cachedInput != null && cacheWrite != null) {
                Price price = Price.builder(input, output)
                        .rate(Price.Rate.CACHED_INPUT, cachedInput)
                        .rate(Price.Rate.CACHE_WRITE, cacheWrite)
                        .build();
                problems.set(path + ".model", model, pattern -> {
                    if (prices.put(ModelPattern.of(pattern), price) != null) {
                        throw new IllegalArgumentException("another price is for the same model");
                    }
                });
            }
        }
        return prices;
    }

    private @Nullable BigDecimal rate(String path, @Nullable BigDecimal rate, @Nullable BigDecimal otherwise) {
        if (rate == null) {
            boolean required = path.endsWith(".input") || path.endsWith(".output");
            if (required && !problems.has(path)) {
                problems.add(path, null, "say what a million tokens cost, in USD; 0 for nothing");
            }
            return otherwise;
        }
        if (rate.signum() < 0 || rate.compareTo(HIGHEST) > 0) {
            problems.add(path, rate, "it must be from 0 to " + HIGHEST + " USD for a million tokens");
            return null;
        }
        return rate;
    }
}
