package io.modelrouter.channel;

import java.util.Objects;

/**
 * Where an answer of OpenAI's Responses came from.
 *
 * @param model as the caller asked for it; up to 256 characters
 * @param channel the name of the channel that made it; up to 256 characters
 */
public record ResponseOrigin(String model, String channel) {
    public ResponseOrigin {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(channel, "channel");
    }
}
