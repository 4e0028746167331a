package io.modelrouter.core.pipeline;

import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * The most tokens that a call may write (R1.9): what the request says, else what is known of the model, else a default; for
 * each of its choices.
 *
 * @param asked by the request; empty where it sets no limit
 * @param choices how many answers are asked for
 * @param otherwise where neither the request nor the price says it
 */
record OutputLimit(OptionalLong asked, int choices, int otherwise) {

    BigDecimal tokens(Price price) {
        long each = asked.orElse(price.maxOutput().orElse(otherwise));
        return BigDecimal.valueOf(each).multiply(BigDecimal.valueOf(choices));
    }
}
