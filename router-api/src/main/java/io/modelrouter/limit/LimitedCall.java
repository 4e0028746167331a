package io.modelrouter.limit;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A call and the limits it is under.
 *
 * @param id of the call, unique among all calls of all nodes
 * @param name whose limits they are, such as a token's name
 * @param requestsPerMinute a bucket of so many that fills evenly; empty for no limit
 * @param tokensPerMinute a bucket of so many that fills evenly; empty for no limit
 * @param inFlight calls at the same time; empty for no limit
 * @param tokens what the call is expected to use, 0 or more; taken as the whole bucket if it is more than that
 * @param lease how long its place stays taken unless it is renewed, so that a dead node's places come back
 */
public record LimitedCall(
        String id,
        String name,
        OptionalInt requestsPerMinute,
        OptionalLong tokensPerMinute,
        OptionalInt inFlight,
        long tokens,
        Duration lease) {

    public boolean isLimited() {
        return requestsPerMinute.isPresent() || tokensPerMinute.isPresent() || inFlight.isPresent();
    }
}
