package io.modelrouter.core.pipeline;

import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Candidates of one call that were passed over because they rest (R3.4). */
final class RestingCandidates {
    private final HealthTracker health;
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean probed;

    RestingCandidates(HealthTracker health) {
        this.health = health;
    }

    void add(Candidate candidate) {
        candidates.add(candidate);
    }

    boolean isEmpty() {
        return candidates.isEmpty();
    }

    /** The one whose rest ends soonest, for a probe before its time; null if none may be probed, and the second time. */
    @Nullable
    Candidate takeSoonest() {
        if (probed) {
            return null;
        }
        probed = true;
        return candidates.stream()
                .filter(candidate -> health.mayProbeEarly(candidate.channel(), candidate.upstreamModel()))
                .min(Comparator.comparing(this::left))
                .orElse(null);
    }

    /** What the caller is told: the shortest rest. */
    RouterException failure(String model) {
        Duration shortest =
                candidates.stream().map(this::left).min(Duration::compareTo).orElse(Duration.ZERO);
        return RouterException.of(
                        RouterErrorCode.ALL_COOLING,
                        "every channel for '" + model + "' rests after failures; the first is tried again in "
                                + Math.max(1, shortest.toSeconds()) + " s")
                .retryAfter(shortest.isZero() ? Duration.ofSeconds(1) : shortest)
                .build();
    }

    private Duration left(Candidate candidate) {
        return health.left(candidate.channel(), candidate.upstreamModel());
    }
}
