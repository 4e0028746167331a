package io.modelrouter.store.redis.limit;

import io.lettuce.core.RedisException;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import io.modelrouter.store.redis.RedisScript;
import io.modelrouter.store.redis.RedisStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Limits of callers, counted on Redis for all nodes that share it. Entering is one script: a place in flight, a request and
 * the tokens are taken together or not at all, by the server's time.
 *
 * <p>Buckets hold a minute's worth and fill evenly. A rate that was changed counts from the next call; what is in the
 * bucket stays, as far as it fits. A place in flight belongs to a call until its lease ends, so those of a dead node come
 * back. A debt of tokens is owed for a year at most. Keys vanish by themselves when they say no more than their absence:
 * buckets when they are full, places when their leases end. Losing them in a failover lets a few calls more in and costs
 * nothing else, so nothing waits for replicas here.
 *
 * <p>Rates count exactly up to about 2^50 in a minute, and as the nearest number above that. Where the server cannot be
 * reached every operation is a {@link LimiterUnavailableException}. Safe from any thread.
 */
public final class RedisCallLimiter implements CallLimiter {
    private static final RedisScript ENTER = RedisScript.of(RedisCallLimiter.class, "bucket.lua", "enter.lua");
    private static final RedisScript RENEW = RedisScript.of(RedisCallLimiter.class, "bucket.lua", "renew.lua");
    private static final RedisScript LEAVE = RedisScript.of(RedisCallLimiter.class, "bucket.lua", "leave.lua");

    private static final String NO_LIMIT = "";
    private static final String SERVER_CLOCK = "";

    private final RedisStore store;
    private final @Nullable InstantSource clock;

    public RedisCallLimiter(RedisStore store) {
        this(store, null);
    }

    /** For tests, with their clock instead of the server's. */
    RedisCallLimiter(RedisStore store, @Nullable InstantSource clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = clock;
    }

    @Override
    public LimitDecision enter(LimitedCall call) {
        List<String> answer = run(
                ENTER,
                call.name(),
                call.id(),
                now(),
                millis(call.lease()),
                call.inFlight().isPresent() ? Integer.toString(call.inFlight().getAsInt()) : NO_LIMIT,
                call.requestsPerMinute().isPresent()
                        ? Integer.toString(call.requestsPerMinute().getAsInt())
                        : NO_LIMIT,
                tokensPerMinute(call),
                Long.toString(Math.max(0, call.tokens())));
        if (answer.get(0).equals("ENTERED")) {
            return LimitDecision.ENTERED;
        }
        return new LimitDecision.Refused(
                LimitDecision.Limit.valueOf(answer.get(1)), Duration.ofMillis(Long.parseLong(answer.get(2))));
    }

    @Override
    public void renew(LimitedCall call) {
        run(RENEW, call.name(), call.id(), now(), millis(call.lease()));
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        run(LEAVE, call.name(), call.id(), now(), tokensPerMinute(call), Long.toString(Math.max(0, tokens)));
    }

    private List<String> run(RedisScript script, String... arguments) {
        try {
            return store.run(script, arguments);
        } catch (RedisException e) {
            throw new LimiterUnavailableException("the limits on Redis cannot be reached (" + script + ")", e);
        }
    }

    private static String tokensPerMinute(LimitedCall call) {
        return call.tokensPerMinute().isPresent()
                ? Long.toString(call.tokensPerMinute().getAsLong())
                : NO_LIMIT;
    }

    private static String millis(Duration lease) {
        return Long.toString(Math.max(1, lease.toMillis()));
    }

    private String now() {
        return clock == null ? SERVER_CLOCK : Long.toString(clock.instant().toEpochMilli());
    }
}
