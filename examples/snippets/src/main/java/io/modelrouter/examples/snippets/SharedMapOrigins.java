package io.modelrouter.examples.snippets;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In a map that all nodes of a cluster share, such as a data grid has; entries of the past are the grid's to drop. */
// <origins>
final class SharedMapOrigins implements ResponseOrigins {
    record Entry(ResponseOrigin origin, Instant until) {}

    private final Map<List<String>, Entry> shared;
    private final InstantSource clock;

    SharedMapOrigins(Map<List<String>, Entry> shared, InstantSource clock) {
        this.shared = shared;
        this.clock = clock;
    }

    @Override
    public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {
        shared.put(
                List.of(caller, responseId), new Entry(origin, clock.instant().plus(keep)));
    }

    @Override
    public Optional<ResponseOrigin> find(String caller, String responseId) {
        return Optional.ofNullable(shared.get(List.of(caller, responseId)))
                .filter(entry -> clock.instant().isBefore(entry.until()))
                .map(Entry::origin);
    }

    @Override
    public void forget(String caller, String responseId) {
        shared.remove(List.of(caller, responseId));
    }
}
// </origins>
