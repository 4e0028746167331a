package io.modelrouter;

import java.util.Set;

/**
 * A model a caller may use.
 *
 * @param id the name to ask for
 * @param channelTypes types of the channels that serve it, such as {@code openai}
 */
public record ModelInfo(String id, Set<String> channelTypes) {
    public ModelInfo {
        channelTypes = Set.copyOf(channelTypes);
    }
}
