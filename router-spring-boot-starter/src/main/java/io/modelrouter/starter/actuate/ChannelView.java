package io.modelrouter.starter.actuate;

import io.modelrouter.ChannelStatus;
import io.modelrouter.channel.ChannelHealth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the endpoint writes it.
 *
 * @param enabled the switch as it stands
 * @param configured the switch as the configuration has it
 * @param operator what the operator made of that: as-configured, on or off
 * @param cooling whether the channel, a model or a key of it rests
 */
record ChannelView(
        String name,
        String type,
        boolean enabled,
        boolean configured,
        String operator,
        boolean cooling,
        int inFlight,
        List<Health> health) {

    /**
     * What failed lately.
     *
     * @param model the upstream's, or null for all
     * @param key which one, from 0, or null for all
     * @param secondsLeft of its rest
     */
    record Health(
            @Nullable String model,
            @Nullable Integer key,
            String state,
            @Nullable String cause,
            long secondsLeft,
            int failuresInARow) {

        private static Health of(ChannelHealth health) {
            return new Health(
                    health.model(),
                    health.key(),
                    Words.of(health.state()),
                    health.cause() == null ? null : Words.of(health.cause()),
                    // A rest of less than a second is one yet.
                    (health.left().toMillis() + 999) / 1000,
                    health.failuresInARow());
        }
    }

    static ChannelView of(ChannelStatus status) {
        return new ChannelView(
                status.name(),
                status.type(),
                status.enabled(),
                status.configured(),
                Words.of(status.byOperator()),
                status.cooling(),
                status.inFlight(),
                status.health().stream().map(Health::of).toList());
    }
}
