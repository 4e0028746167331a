package io.modelrouter.limit;

/**
 * Keeps callers to their limits. The router's own counts for one node; those of the stores count for all nodes that share
 * the store. Implement it to count elsewhere.
 *
 * <p>Called for every call that has a limit, from any thread; may block for one round trip. Where it cannot be reached it
 * throws {@link LimiterUnavailableException}, and the call is refused.
 */
public interface CallLimiter {

    /**
     * Lets a call in, or not: takes one request, its tokens and a place in flight, all of them or none. The same call again
     * while it is in changes nothing and is let in. It is in until it leaves or its lease ends, also where it has no limit
     * in flight.
     */
    LimitDecision enter(LimitedCall call);

    /**
     * The call still runs: it stays in for another {@link LimitedCall#lease()} from now. For a call that is not in, or no
     * more, it does nothing.
     */
    void renew(LimitedCall call);

    /**
     * The call has ended: gives its place back, and the difference between the tokens it took and what it used: too many
     * come back, too few are taken even where there are none left, so that the next call waits. For a call that is not in,
     * or no more, it does nothing.
     *
     * @param tokens what it really used
     */
    void leave(LimitedCall call, long tokens);
}
