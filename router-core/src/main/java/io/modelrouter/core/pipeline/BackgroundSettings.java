package io.modelrouter.core.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * How background runs are looked after. Immutable.
 *
 * @param first how long after its call a run is asked for the first time; each further pause is twice as long; over 0, default
 *     2 s
 * @param longest pause; over 0, default 1 min
 * @param limit how old a run may become before it is charged by what is known of it; over 0, default 6 h
 * @param most runs that are open at the same time on this node; those beyond are charged at once, by their prompt; 0 or more,
 *     default 10,000
 */
public record BackgroundSettings(Duration first, Duration longest, Duration limit, int most) {
    /** From 2 seconds to a minute, for 6 hours, 10,000 runs. */
    public static final BackgroundSettings DEFAULT =
            new BackgroundSettings(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofHours(6), 10_000);

    /**
     * @throws IllegalArgumentException for a duration that is not longer than 0, or a negative count
     */
    public BackgroundSettings {
        positive(first, "first");
        positive(longest, "longest");
        positive(limit, "limit");
        if (most < 0) {
            throw new IllegalArgumentException("most must not be negative");
        }
    }

    private static void positive(Duration duration, String name) {
        if (Objects.requireNonNull(duration, name).isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than 0");
        }
    }

    /** How long to wait after this many looks. */
    Duration pause(int looks) {
        Duration pause = first;
        for (int i = 0; i < looks && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
