package io.modelrouter.core.limit;

import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Limit;
import io.modelrouter.limit.LimitedCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one caller has taken of its limits: the calls that are in, and its two buckets. Used by one thread at a time. */
final class CallerLimits {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final MonotonicTime time;
    /** By the ids of the calls. Those without a limit in flight are here too, for their tokens. */
    private final Map<String, Entered> calls = new HashMap<>();

    private @Nullable TokenBucket requests;
    private @Nullable TokenBucket tokens;
    /** No lease ends before this. */
    private long firstEnd = Long.MAX_VALUE;

    private record Entered(long tokens, long leaseEnd) {}

    CallerLimits(MonotonicTime time) {
        this.time = time;
    }

    LimitDecision enter(LimitedCall call) {
        long now = time.currentTimeNanos();
        endLeases(now);
        if (calls.containsKey(call.id())) {
            return LimitDecision.ENTERED;
        }
        if (call.inFlight().isPresent() && calls.size() >= call.inFlight().getAsInt()) {
            long wait = Math.min(SOON.toNanos(), firstEnd - now);
            return new LimitDecision.Refused(Limit.IN_FLIGHT, Duration.ofNanos(wait));
        }
        TokenBucket requestBucket = call.requestsPerMinute().isPresent()
                ? requests(call.requestsPerMinute().getAsInt())
                : null;
        long requestWait = requestBucket == null ? 0 : requestBucket.nanosUntil(1);
        if (requestWait > 0) {
            return new LimitDecision.Refused(Limit.REQUESTS, Duration.ofNanos(requestWait));
        }
        TokenBucket tokenBucket = call.tokensPerMinute().isPresent()
                ? tokens(call.tokensPerMinute().getAsLong())
                : null;
        long share = tokenBucket == null ? 0 : tokenBucket.share(call.tokens());
        long tokenWait = tokenBucket == null ? 0 : tokenBucket.nanosUntil(share);
        if (tokenWait > 0) {
            return new LimitDecision.Refused(Limit.TOKENS, Duration.ofNanos(tokenWait));
        }
        if (requestBucket != null) {
            requestBucket.take(1);
        }
        if (tokenBucket != null) {
            tokenBucket.take(share);
        }
        put(call, share, now);
        return LimitDecision.ENTERED;
    }

    void renew(LimitedCall call) {
        long now = time.currentTimeNanos();
        endLeases(now);
        Entered entered = calls.get(call.id());
        if (entered != null) {
            put(call, entered.tokens, now);
        }
    }

    void leave(LimitedCall call, long used) {
        endLeases(time.currentTimeNanos());
        Entered entered = calls.remove(call.id());
        if (entered != null && tokens != null && call.tokensPerMinute().isPresent()) {
            tokens.take(used - entered.tokens);
            tokens.giveBack(entered.tokens - used);
        }
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** Nanoseconds until nothing is lost if this is forgotten; at least 1. */
    long nanosUntilIdle() {
        long now = time.currentTimeNanos();
        long longest = 1;
        for (Entered entered : calls.values()) {
            longest = Math.max(longest, entered.leaseEnd - now);
        }
        longest = requests == null ? longest : Math.max(longest, requests.nanosUntilFull());
        return tokens == null ? longest : Math.max(longest, tokens.nanosUntilFull());
    }

    private void put(LimitedCall call, long taken, long now) {
        long end = now + call.lease().toNanos();
        calls.put(call.id(), new Entered(taken, end));
        firstEnd = Math.min(firstEnd, end);
    }

    /** At the very instant of its end a lease is over. */
    private void endLeases(long now) {
        if (now >= firstEnd) {
            calls.values().removeIf(entered -> entered.leaseEnd <= now);
            firstEnd = Long.MAX_VALUE;
            for (Entered entered : calls.values()) {
                firstEnd = Math.min(firstEnd, entered.leaseEnd);
            }
        }
    }

    private TokenBucket requests(int perMinute) {
        TokenBucket known = requests;
        if (known == null) {
            known = new TokenBucket(perMinute, time);
            requests = known;
        }
        known.resize(perMinute);
        return known;
    }

    private TokenBucket tokens(long perMinute) {
        TokenBucket known = tokens;
        if (known == null) {
            known = new TokenBucket(perMinute, time);
            tokens = known;
        }
        known.resize(perMinute);
        return known;
    }
}
