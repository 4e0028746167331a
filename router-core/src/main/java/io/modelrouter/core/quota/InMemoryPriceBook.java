package io.modelrouter.core.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Prices by model pattern, the best match winning: an exact name before a wildcard, then the order of
 * {@link ModelPattern}.
 *
 * <p>Exact names are one map look-up; answers from wildcards, also that there is no price, are remembered for the 10,000
 * names asked for most. Safe from any thread; {@link #replace} changes all prices in one step.
 */
public final class InMemoryPriceBook implements PriceBook {
    private static final int REMEMBERED_NAMES = 10_000;
    /** No model has a longer name, so a longer one is not worth remembering. */
    private static final int LONGEST_NAME = 256;

    private volatile Prices prices;

    public InMemoryPriceBook(Map<ModelPattern, Price> prices) {
        this.prices = new Prices(prices);
    }

    @Override
    public Optional<Price> price(String model) {
        return prices.find(model);
    }

    /** All prices give way to these at once. */
    public void replace(Map<ModelPattern, Price> newPrices) {
        this.prices = new Prices(newPrices);
    }

    /** One state of the book, with what was looked up in it. */
    private static final class Prices {
        private final Map<String, Optional<Price>> exact = new HashMap<>();
        /** Best first. */
        private final List<Map.Entry<ModelPattern, Price>> wildcards;

        private final Cache<String, Optional<Price>> found = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_NAMES)
                .executor(Runnable::run)
                .build();

        Prices(Map<ModelPattern, Price> prices) {
            prices.forEach((pattern, price) -> {
                if (pattern.isExact()) {
                    exact.put(pattern.toString(), Optional.of(price));
                }
            });
            this.wildcards = new TreeMap<>(prices)
                    .entrySet().stream()
                            .filter(entry -> !entry.getKey().isExact())
                            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                            .toList();
        }

        Optional<Price> find(String model) {
            Optional<Price> price = exact.get(model);
            if (price != null) {
                return price;
            }
            if (wildcards.isEmpty()) {
                return Optional.empty();
            }
            return model.length() > LONGEST_NAME ? search(model) : found.get(model, this::search);
        }

        private Optional<Price> search(String model) {
            for (Map.Entry<ModelPattern, Price> entry : wildcards) {
                if (entry.getKey().matches(model)) {
                    return Optional.of(entry.getValue());
                }
            }
            return Optional.empty();
        }
    }
}
