package io.modelrouter.core.health;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before the same channel is tried again (R2.5): full jitter, base 100 ms, cap 2 s. */
public final class Backoff {
    private static final long BASE_MILLIS = 100;
    private static final Duration CAP = Duration.ofSeconds(2);

    private Backoff() {}

    /**
     * The wait before a further attempt.
     *
     * @param attempt the one that failed, from 1
     * @param told how long the upstream said to wait, or null
     * @param remaining until the call's deadline
     * @return empty where waiting takes too long: the caller is told the time and decides
     */
    public static Optional<Duration> before(
            int attempt, @Nullable Duration told, Duration remaining, RandomGenerator random) {
        long ceiling = Math.min(CAP.toMillis(), BASE_MILLIS << Math.min(attempt - 1, 10));
        Duration wait = Duration.ofMillis(random.nextLong(ceiling + 1));
        if (told != null && told.compareTo(wait) > 0) {
            wait = told;
        }
        boolean tooLong = wait.compareTo(CAP) > 0 || wait.compareTo(remaining) >= 0;
        return tooLong ? Optional.empty() : Optional.of(wait);
    }
}
