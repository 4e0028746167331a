package io.modelrouter.providers.demo;

import java.time.Duration;
import java.util.Objects;

/**
 * How fast the demo speaks.
 *
 * @param firstByte from the request to the headers of the answer; not negative
 * @param betweenChunks between two chunks of a stream, of a few words each; not negative
 */
public record Pace(Duration firstByte, Duration betweenChunks) {
    /** 120 ms to the headers, 20 ms between chunks. */
    public static final Pace REALISTIC = new Pace(Duration.ofMillis(120), Duration.ofMillis(20));

    /** No waiting at all, for tests. */
    public static final Pace INSTANT = new Pace(Duration.ZERO, Duration.ZERO);

    public Pace {
        Objects.requireNonNull(firstByte, "firstByte");
        Objects.requireNonNull(betweenChunks, "betweenChunks");
        if (firstByte.isNegative() || betweenChunks.isNegative()) {
            throw new IllegalArgumentException("a pace cannot be negative");
        }
    }

    Pace slower(int factor) {
        return new Pace(firstByte.multipliedBy(factor), betweenChunks.multipliedBy(factor));
    }
}
