package io.modelrouter;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.Task;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A model a caller may use.
 *
 * @param id the name to ask for
 * @param channelTypes types of the channels that serve it, such as {@code openai}
 * @param dialects what those channels speak
 * @param contextSize the most tokens that it can have before it; empty where that is not known
 */
public record ModelInfo(String id, Set<String> channelTypes, Set<Dialect> dialects, OptionalLong contextSize) {
    public ModelInfo {
        channelTypes = Set.copyOf(channelTypes);
        dialects = Set.copyOf(dialects);
    }

    /** Whether one of its channels has an endpoint for the task. What the model itself can do, nobody told the router. */
    public boolean isFor(Task task) {
        return dialects.stream().anyMatch(dialect -> dialect.task() == task);
    }
}
