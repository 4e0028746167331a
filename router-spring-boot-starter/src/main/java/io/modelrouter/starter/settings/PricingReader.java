package io.modelrouter.starter.settings;

import io.modelrouter.quota.Price;
import io.modelrouter.starter.settings.ModelRouterProperties.PriceTable;
import io.modelrouter.starter.settings.ModelRouterProperties.UnpricedModels;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks {@code price-table}, {@code unpriced-models}, {@code default-price} and {@code group-multipliers}. */
final class PricingReader {
    private static final String DEFAULT_PRICE = ModelRouterProperties.PREFIX + ".default-price";
    private static final String GROUPS = ModelRouterProperties.PREFIX + ".group-multipliers";
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000);

    private static final Price NOTHING = Price.of(BigDecimal.ZERO, BigDecimal.ZERO);

    private final Problems problems;

    PricingReader(Problems problems) {
        this.problems = problems;
    }

    Pricing read(ModelRouterProperties properties) {
        return new Pricing(
                properties.priceTable() == PriceTable.SHIPPED,
                properties.unpricedModels(),
                defaultPrice(properties.defaultPrice(), properties.unpricedModels()),
                multipliers(properties.groupMultipliers()));
    }

    private @Nullable Price defaultPrice(@Nullable PriceEntry entry, UnpricedModels mode) {
        if (entry == null) {
            if (mode != UnpricedModels.DEFAULT) {
                return null;
            }
            problems.add(DEFAULT_PRICE, null, "unpriced-models: default needs it, such as {input: 5, output: 15}");
            return NOTHING;
        }
        if (mode != UnpricedModels.DEFAULT) {
            problems.add(DEFAULT_PRICE, null, "it counts only with unpriced-models: default");
        }
        Price price = new PriceSettings(problems).readDefault(DEFAULT_PRICE, entry);
        // Whatever is wrong stops the start; until then there has to be some price.
        return price == null && mode == UnpricedModels.DEFAULT ? NOTHING : price;
    }

    private Map<String, BigDecimal> multipliers(Map<String, String> written) {
        Map<String, BigDecimal> multipliers = new LinkedHashMap<>();
        written.forEach((group, text) -> {
            try {
                BigDecimal factor = new BigDecimal(text.strip());
                if (factor.signum() < 0 || factor.compareTo(HIGHEST) > 0) {
                    problems.add(GROUPS + "[" + group + "]", text, "it must be from 0 to " + HIGHEST);
                } else {
                    multipliers.put(group, factor);
                }
            } catch (NumberFormatException e) {
                problems.add(GROUPS + "[" + group + "]", text, "a number is expected");
            }
        });
        return multipliers;
    }
}
