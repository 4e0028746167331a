package io.modelrouter;

import io.modelrouter.channel.ChannelHealth;
import java.util.List;

/**
 * A channel as its operator sees it.
 *
 * @param name its name
 * @param type whom it reaches, such as {@code openai}
 * @param configured the switch as the configuration has it
 * @param byOperator what the operator has made of that
 * @param health what failed lately, for the whole channel, a model or a key, with the cause and the time left; empty where
 *     nothing failed
 * @param inFlight calls that are on their way to it or being answered by it
 */
public record ChannelStatus(
        String name, String type, boolean configured, Switch byOperator, List<ChannelHealth> health, int inFlight) {

    /** What the operator has made of the configured switch. */
    public enum Switch {
        /** Nothing: the configuration counts. */
        AS_CONFIGURED,
        /** On, whatever the configuration says. */
        ON,
        /** Off, whatever the configuration says. */
        OFF
    }

    public ChannelStatus {
        health = List.copyOf(health);
    }

    /** The switch as it stands. */
    public boolean enabled() {
        return byOperator == Switch.AS_CONFIGURED ? configured : byOperator == Switch.ON;
    }

    /** Whether the channel, or a model or a key of it, rests. */
    public boolean cooling() {
        return health.stream().anyMatch(entry -> entry.state() == ChannelHealth.State.COOLING);
    }
}
