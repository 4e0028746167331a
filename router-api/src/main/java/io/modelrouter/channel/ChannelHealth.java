package io.modelrouter.channel;

import io.modelrouter.error.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one router has learned of a channel, apart from its operator's switch.
 *
 * @param channel its name
 * @param model the upstream model that this is about, or null for all
 * @param key which of its keys this is about, from 0, or null for all
 * @param state whether calls go there
 * @param cause why it rests or rested last, or null
 * @param left how long it rests yet
 * @param failuresInARow without a success between them
 */
public record ChannelHealth(
        String channel,
        @Nullable String model,
        @Nullable Integer key,
        State state,
        @Nullable FailureKind cause,
        Duration left,
        int failuresInARow) {

    /** Whether calls go there. */
    public enum State {
        /** They do. */
        OK,
        /** They do not, until the time is over. */
        COOLING,
        /** The rest is over and one call at a time tries. */
        PROBING
    }
}
