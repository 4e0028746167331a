package io.modelrouter.quota;

import java.math.BigDecimal;

/**
 * The factors on a price.
 *
 * @param channel of the serving channel, 0 or more
 * @param group of the group by which the caller may use that channel, 0 or more
 */
public record Multipliers(BigDecimal channel, BigDecimal group) {
    /** The price as it is. */
    public static final Multipliers NONE = new Multipliers(BigDecimal.ONE, BigDecimal.ONE);

    public Multipliers {
        if (channel.signum() < 0 || group.signum() < 0) {
            throw new IllegalArgumentException("a multiplier must not be negative");
        }
    }

    /** All of them together. */
    public BigDecimal product() {
        return channel.multiply(group);
    }
}
