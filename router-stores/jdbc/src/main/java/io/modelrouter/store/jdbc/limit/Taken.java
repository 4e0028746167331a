package io.modelrouter.store.jdbc.limit;

import io.modelrouter.limit.LimitedCall;

/**
 * What a call takes out of its buckets, in nanoseconds of filling; 0 where it has no such limit.
 */
record Taken(long requests, long tokens) {

    static Taken of(LimitedCall call) {
        return new Taken(
                call.requestsPerMinute().isEmpty()
                        ? 0
                        : Pace.nanos(1, call.requestsPerMinute().getAsInt()),
                call.tokensPerMinute().isEmpty()
                        ? 0
                        : Pace.nanos(expected(call), call.tokensPerMinute().getAsLong()));
    }

    /** The difference that is left to take where a call used so many tokens; negative where some come back. */
    static long rest(LimitedCall call, long used) {
        if (call.tokensPerMinute().isEmpty()) {
            return 0;
        }
        long rate = call.tokensPerMinute().getAsLong();
        return Pace.nanos(Math.max(0, used), rate) - Pace.nanos(expected(call), rate);
    }

    private static long expected(LimitedCall call) {
        return Math.max(0, Math.min(call.tokens(), call.tokensPerMinute().orElse(0)));
    }
}
