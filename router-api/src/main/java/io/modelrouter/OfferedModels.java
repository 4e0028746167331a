package io.modelrouter;

import java.util.List;

/**
 * The models an upstream has, beside those that its channel serves. Names are sorted.
 *
 * @param channel its name
 * @param source where the names come from
 * @param served offered, and served under this or a mapped name
 * @param notServed offered, but no pattern or mapping of the channel leads there
 * @param notOffered exact names that the channel serves, but the upstream does not name
 */
public record OfferedModels(
        String channel, Source source, List<String> served, List<String> notServed, List<String> notOffered) {

    /** Where the names come from. */
    public enum Source {
        /** The upstream's own list. */
        UPSTREAM,
        /** The upstream has no list, so {@code served} has the exact names that the configuration has by hand. */
        CONFIGURATION
    }

    public OfferedModels {
        served = List.copyOf(served);
        notServed = List.copyOf(notServed);
        notOffered = List.copyOf(notOffered);
    }
}
