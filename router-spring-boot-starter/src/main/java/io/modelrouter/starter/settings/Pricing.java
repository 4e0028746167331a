package io.modelrouter.starter.settings;

import io.modelrouter.quota.Price;
import io.modelrouter.starter.settings.ModelRouterProperties.UnpricedModels;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How calls are priced beside the prices themselves.
 *
 * @param shippedTable whether the prices that come with the router count behind those of the settings
 * @param unpriced what becomes of calls for a model without a price
 * @param defaultPrice of models without one; only with {@link UnpricedModels#DEFAULT}
 * @param groupMultipliers factor on the price by group
 */
public record Pricing(
        boolean shippedTable,
        UnpricedModels unpriced,
        @Nullable Price defaultPrice,
        Map<String, BigDecimal> groupMultipliers) {

    public Pricing {
        groupMultipliers = Map.copyOf(groupMultipliers);
    }
}
