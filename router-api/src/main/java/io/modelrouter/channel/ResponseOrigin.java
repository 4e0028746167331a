package io.modelrouter.channel;

import java.util.Objects;

/**
 * Where an answer of OpenAI's Responses came from. The lengths below are not checked here; a store may refuse longer
 * ones.
 *
 * @param model as the caller asked for it; up to 256 characters
 * @param channel the name of the channel that made it; up to 256 characters
 */
public record ResponseOrigin(String model, String channel) {
    /**
     * @throws NullPointerException if either is null
     */
    public ResponseOrigin {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(channel, "channel");
    }
}
