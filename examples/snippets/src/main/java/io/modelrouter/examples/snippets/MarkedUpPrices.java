package io.modelrouter.examples.snippets;

import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import java.math.BigDecimal;
import java.util.Optional;

// <book>
/** Another book's prices with a surcharge. */
public final class MarkedUpPrices implements PriceBook {
    private final PriceBook list;
    private final BigDecimal factor;

    public MarkedUpPrices(PriceBook list, BigDecimal factor) {
        this.list = list;
        this.factor = factor;
    }

    @Override
    public Optional<Price> price(String model) {
        return list.price(model)
                .map(price -> price.withMultiplier(price.multiplier().multiply(factor)));
    }
}
// </book>
