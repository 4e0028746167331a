package io.modelrouter.starter.settings;

import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.Price.Rate;
import io.modelrouter.starter.settings.PriceEntry.TierEntry;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.prices} and the default price, and makes prices of them. */
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
            Price price = price(path, entry);
            if (price != null) {
                problems.set(path + ".model", model, pattern -> {
                    if (prices.put(ModelPattern.of(pattern), price) != null) {
                        throw new IllegalArgumentException("another price is for the same model");
                    }
                });
            }
        }
        return prices;
    }

    /** The price of models that have none. */
    @Nullable
    Price readDefault(String path, PriceEntry entry) {
        if (entry.model() != null) {
            problems.add(path + ".model", entry.model(), "it is for all models without a price, and names none");
        }
        return price(path, entry);
    }

    private @Nullable Price price(String path, PriceEntry entry) {
        Price.Builder price = rates(path, entry.rates());
        if (price == null) {
            return null;
        }
        BigDecimal perCall = entry.perCall();
        if (perCall != null && inRange(path + ".per-call", perCall, "USD for a call")) {
            problems.set(path + ".per-call", perCall, price::perCall);
        }
        BigDecimal multiplier = entry.multiplier();
        if (multiplier != null && inRange(path + ".multiplier", multiplier, "as a factor")) {
            problems.set(path + ".multiplier", multiplier, price::multiplier);
        }
        problems.set(path + ".max-output", entry.maxOutput(), price::maxOutput);
        Set<Long> starts = new HashSet<>();
        for (int i = 0; i < entry.tiers().size(); i++) {
            tier(path + ".tiers[" + i + "]", entry.tiers().get(i), starts, price);
        }
        return price.build();
    }

    private void tier(String path, TierEntry entry, Set<Long> starts, Price.Builder price) {
        Price.Builder rates = rates(path, entry.rates());
        Long above = entry.above();
        if (above == null || above < 1) {
            if (!problems.has(path + ".above")) {
                problems.add(path + ".above", above, "say above how many prompt tokens it begins, at least 1");
            }
        } else if (!starts.add(above)) {
            problems.add(path + ".above", above, "another tier begins there");
        } else if (rates != null) {
            price.above(above, rates.build());
        }
    }

    private Price.@Nullable Builder rates(String path, Map<Rate, BigDecimal> written) {
        BigDecimal input = required(path + ".input", written.get(Rate.INPUT));
        BigDecimal output = required(path + ".output", written.get(Rate.OUTPUT));
        boolean good = input != null && output != null;
        for (Map.Entry<Rate, BigDecimal> rate : written.entrySet()) {
            good &= inRange(path + "." + rate.getKey().label(), rate.getValue(), "USD for a million tokens");
        }
        if (!good || input == null || output == null) {
            return null;
        }
        Price.Builder price = Price.builder(BigDecimal.ZERO, BigDecimal.ZERO);
        written.forEach(
                (rate, credits) -> problems.set(path + "." + rate.label(), credits, value -> price.rate(rate, value)));
        return price;
    }

    private @Nullable BigDecimal required(String path, @Nullable BigDecimal rate) {
        if (rate == null && !problems.has(path)) {
            problems.add(path, null, "say what a million tokens cost, in USD; 0 for nothing");
        }
        return rate;
    }

    private boolean inRange(String path, BigDecimal value, String unit) {
        if (value.signum() < 0 || value.compareTo(HIGHEST) > 0) {
            problems.add(path, value, "it must be from 0 to " + HIGHEST + " " + unit);
            return false;
        }
        return true;
    }
}
