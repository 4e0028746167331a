package io.modelrouter.core.quota;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What groups multiply prices with.
 *
 * @param byGroup factors from 0 to 1,000,000; a group that is not in it has 1
 */
public record GroupMultipliers(Map<String, BigDecimal> byGroup) {
    /** Every group has 1. */
    public static final GroupMultipliers NONE = new GroupMultipliers(Map.of());

    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000_000);

    public GroupMultipliers {
        byGroup = Map.copyOf(byGroup);
        byGroup.forEach((group, factor) -> {
            if (factor.signum() < 0 || factor.compareTo(HIGHEST) > 0) {
                throw new IllegalArgumentException(
                        "the multiplier of the group '" + group + "' must be from 0 to 1000000");
            }
        });
    }

    /**
     * The group by which a caller may use a channel: of those that both have the one with the lowest multiplier, the first
     * by name among equals.
     *
     * @param callers groups of the caller
     * @param asked the one group that the call asks for, or null
     * @param channels groups of the channel
     * @return null if they share none
     */
    public @Nullable String choose(Set<String> callers, @Nullable String asked, Set<String> channels) {
        String best = null;
        for (String group : channels) {
            if (!callers.contains(group) || asked != null && !asked.equals(group)) {
                continue;
            }
            int order = best == null ? -1 : of(group).compareTo(of(best));
            if (order < 0 || best != null && order == 0 && group.compareTo(best) < 0) {
                best = group;
            }
        }
        return best;
    }

    /** The factor of a group; 1 for null. */
    public BigDecimal of(@Nullable String group) {
        BigDecimal factor = group == null ? null : byGroup.get(group);
        return factor == null ? BigDecimal.ONE : factor;
    }
}
