package io.modelrouter.core.pipeline;

import io.modelrouter.auth.Token;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import io.modelrouter.request.RouterRequest;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits that a call must be within. In flight for the router, and for a token that has no such limit of its own, are
 * counted on this node. Limits that are set on the token itself go through the {@link CallLimiter}, which may count for many
 * nodes; a token without any costs no question to it.
 */
final class CallLimits {
    private static final Logger LOG = LoggerFactory.getLogger(CallLimits.class);
    private static final String ROUTER = "router";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MOST_PENDING = 10_000;

    private final InFlightLimit router;
    private final InFlightLimit tokens;
    private final CallLimiter limiter;
    private final Duration lease;
    private final LongSupplier nanos;
    /** Calls that could not leave, or may have entered although nobody heard the answer. */
    private final Queue<Departure> pending = new ArrayBlockingQueue<>(MOST_PENDING);

    private record Departure(LimitedCall call, long used) {}

    /**
     * @param router calls in flight in all
     * @param tokens calls in flight of each token that has no limit of its own
     * @param lease how long a place stays taken unless it is renewed, which happens at a third of it
     */
    CallLimits(InFlightLimit router, InFlightLimit tokens, CallLimiter limiter, Duration lease, LongSupplier nanos) {
        this.router = router;
        this.tokens = tokens;
        this.limiter = limiter;
        this.lease = lease;
        this.nanos = nanos;
    }

    /**
     * Takes what the call needs, which {@link #leave} gives back, also where this fails.
     *
     * @throws RouterException OVERLOADED, RATE_LIMITED or LEDGER_UNAVAILABLE
     */
    void enter(CallSession call) {
        enter(call, call.token.tokensPerMinute());
    }

    /** As {@link #enter}, for what uses no tokens: limits on those do not count. */
    void enterWithoutTokens(CallSession call) {
        enter(call, OptionalLong.empty());
    }

    private void enter(CallSession call, OptionalLong tokensPerMinute) {
        InFlightLimit.Permit place = router.tryAcquire(ROUTER)
                .orElseThrow(() -> RouterException.of(
                                RouterErrorCode.OVERLOADED,
                                "the router has " + router.limit() + " calls in flight already")
                        .retryAfter(SOON)
                        .build());
        call.hold(place);
        if (call.token.maxInFlight().isEmpty()) {
            InFlightLimit.Permit share = tokens.tryAcquire(call.token.name())
                    .orElseThrow(() -> refusal("this key has " + tokens.limit() + " calls in flight already", SOON));
            call.hold(share);
        }
        LimitedCall limited = limited(call, tokensPerMinute);
        if (limited.isLimited()) {
            enter(call, limited);
        }
    }

    private void enter(CallSession call, LimitedCall limited) {
        LimitDecision decision;
        try {
            decision = limiter.enter(limited);
        } catch (LimiterUnavailableException e) {
            // it may have entered all the same
            leaveLater(new Departure(limited, 0));
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "limits cannot be checked right now")
                    .retryAfter(SOON)
                    .cause(e)
                    .build();
        }
        if (decision instanceof LimitDecision.Refused refused) {
            throw refusal(words(refused.limit(), limited), refused.retryAfter());
        }
        call.limitsRenewedNanos = nanos.getAsLong();
        call.limited = limited;
    }

    /**
     * Gives back what the call took.
     *
     * @param used tokens of its prompt, cached or not, and of its answer; null where nobody knows
     */
    void leave(CallSession call, @Nullable Long used) {
        call.releasePermits();
        LimitedCall limited = call.limited;
        if (limited != null) {
            call.limited = null;
            leave(new Departure(limited, used == null ? limited.tokens() : used));
        }
    }

    private void leave(Departure departure) {
        try {
            limiter.leave(departure.call, departure.used);
        } catch (LimiterUnavailableException e) {
            leaveLater(departure);
        } catch (RuntimeException e) {
            LOG.error("Call {} cannot leave its limits; the end of its lease will do it", departure.call.id(), e);
        }
    }

    private void leaveLater(Departure departure) {
        if (!pending.offer(departure)) {
            LOG.error(
                    "Too many calls wait to leave their limits; the end of the lease will free call {}",
                    departure.call.id());
        }
    }

    /** Lets those leave that could not before, and renews at a third of the lease what long calls have taken. */
    void tend(Iterable<CallSession> active) {
        try {
            retryPending();
            renew(active);
        } catch (LimiterUnavailableException e) {
            LOG.warn("The limiter cannot be reached; limits are tended later");
        } catch (RuntimeException e) {
            LOG.error("Tending the limits failed", e);
        }
    }

    private void retryPending() {
        Departure next;
        while ((next = pending.peek()) != null) {
            try {
                limiter.leave(next.call, next.used);
            } catch (LimiterUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.error("Call {} cannot leave its limits; the end of its lease will do it", next.call.id(), e);
            }
            pending.poll();
        }
    }

    private void renew(Iterable<CallSession> active) {
        long now = nanos.getAsLong();
        for (CallSession call : active) {
            LimitedCall limited = call.limited;
            if (limited != null && now - call.limitsRenewedNanos >= lease.toNanos() / 3) {
                limiter.renew(limited);
                call.limitsRenewedNanos = now;
            }
        }
    }

    private LimitedCall limited(CallSession call, OptionalLong tokensPerMinute) {
        Token token = call.token;
        return new LimitedCall(
                call.id,
                token.name(),
                token.requestsPerMinute(),
                tokensPerMinute,
                token.maxInFlight(),
                tokensPerMinute.isPresent() ? expectedTokens(call.request) : 0,
                lease);
    }

    /** The prompt by our own estimate, and the most that the answer may have where the request says it. */
    private static long expectedTokens(RouterRequest request) {
        long output = Math.multiplyExact(request.maxOutputTokens().orElse(0), (long) request.choices());
        return Math.addExact(PromptTokens.quick(request, request.model()), output);
    }

    private static RouterException refusal(String message, Duration retryAfter) {
        return RouterException.of(RouterErrorCode.RATE_LIMITED, message)
                .retryAfter(retryAfter)
                .build();
    }

    private static String words(LimitDecision.Limit limit, LimitedCall call) {
        switch (limit) {
            case IN_FLIGHT:
                return "this key has " + call.inFlight().orElse(0) + " calls in flight already";
            case REQUESTS:
                return "this key may make " + call.requestsPerMinute().orElse(0) + " requests a minute";
            default:
                return "this key may use " + call.tokensPerMinute().orElse(0) + " tokens a minute";
        }
    }
}
