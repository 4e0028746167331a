package io.modelrouter.limit;

import java.time.Duration;

/** What became of {@link CallLimiter#enter}. */
public sealed interface LimitDecision {
    LimitDecision ENTERED = new Entered();

    /** The call is in. */
    record Entered() implements LimitDecision {}

    /**
     * The call is not in, and nothing was taken.
     *
     * @param limit the first limit without room, in the order of {@link Limit}
     * @param retryAfter when there may be room; above 0
     */
    record Refused(Limit limit, Duration retryAfter) implements LimitDecision {}

    /** The limits that a call may be under. */
    enum Limit {
        IN_FLIGHT,
        REQUESTS,
        TOKENS
    }
}
