package io.modelrouter.core.pipeline;

import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.limit.RateLimits;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Duration;
import java.util.Optional;

/** The router's own limits on calls: in flight for the router and for a token, and a token's requests in a minute. */
final class CallLimits {
    private static final String ROUTER = "router";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final InFlightLimit router;
    private final InFlightLimit tokens;
    private final RateLimits rates;

    CallLimits(InFlightLimit router, InFlightLimit tokens, RateLimits rates) {
        this.router = router;
        this.tokens = tokens;
        this.rates = rates;
    }

    /**
     * Takes the call's permits, which {@link #leave} gives back.
     *
     * @throws RouterException OVERLOADED or RATE_LIMITED
     */
    void enter(CallSession call) {
        InFlightLimit.Permit place = router.tryAcquire(ROUTER)
                .orElseThrow(() -> RouterException.of(
                                RouterErrorCode.OVERLOADED,
                                "the router has " + router.limit() + " calls in flight already")
                        .retryAfter(SOON)
                        .build());
        call.hold(place);
        String token = call.token.name();
        InFlightLimit.Permit share = tokens.tryAcquire(token)
                .orElseThrow(() -> RouterException.of(
                                RouterErrorCode.RATE_LIMITED,
                                "this key has " + tokens.limit() + " calls in flight already")
                        .retryAfter(SOON)
                        .build());
        call.hold(share);
        if (call.token.requestsPerMinute().isPresent()) {
            int perMinute = call.token.requestsPerMinute().getAsInt();
            Optional<Duration> wait = rates.tryConsume(token, perMinute);
            if (wait.isPresent()) {
                throw RouterException.of(
                                RouterErrorCode.RATE_LIMITED, "this key may make " + perMinute + " requests a minute")
                        .retryAfter(wait.get())
                        .build();
            }
        }
    }

    void leave(CallSession call) {
        call.releasePermits();
    }
}
