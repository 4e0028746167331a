package io.modelrouter.core.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.modelrouter.TokenCount;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.core.auth.Authenticator;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.CallPlanner;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.core.route.RoutePlanner;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts a prompt's tokens: the lean sibling of {@link CallPipeline}. The same key, permissions, limits on calls, plan and
 * order; no hold, no charge, no record. An upstream that fails is passed over, and where none is left the router estimates:
 * whoever counts wants a number more than the truth about an upstream.
 *
 * <p>Counting tells health next to nothing. Vendors have limits of their own for it, keys may be allowed the one and not the
 * other, and a count that succeeds says nothing of models that are overloaded. Only a line that cannot be made is told.
 */
final class TokenCounter {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCounter.class);
    /** How long an upstream without such an endpoint is not asked again. */
    private static final Duration CANNOT = Duration.ofMinutes(10);

    private final Authenticator authenticator;
    private final CallLimits limits;
    private final ChannelRegistry registry;
    private final CallPlanner planner;
    private final RoutePlanner routes;
    private final CandidateOrder order;
    private final CountLanes lanes;
    private final HealthTracker health;
    private final InFlightLimit places;
    private final CountAttempt attempt;
    private final ActiveCalls active;
    private final LongSupplier nanos;
    private final RouterSettings settings;
    private final AtomicInteger keyTurn = new AtomicInteger();
    private final Cache<Cannot, Boolean> cannot;

    /**
     * Who has no such endpoint.
     *
     * @param version of the channels: a changed one is asked again
     * @param model the upstream's name of the one it cannot count for; empty for all
     */
    private record Cannot(long version, String channel, Dialect dialect, String model) {}

    TokenCounter(
            Authenticator authenticator,
            CallLimits limits,
            ChannelRegistry registry,
            CallPlanner planner,
            RoutePlanner routes,
            CandidateOrder order,
            CountLanes lanes,
            HealthTracker health,
            InFlightLimit places,
            CountAttempt attempt,
            ActiveCalls active,
            LongSupplier nanos,
            RouterSettings settings) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.registry = registry;
        this.planner = planner;
        this.routes = routes;
        this.order = order;
        this.lanes = lanes;
        this.health = health;
        this.places = places;
        this.attempt = attempt;
        this.active = active;
        this.nanos = nanos;
        this.settings = settings;
        this.cannot = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(CANNOT)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /**
     * @throws RouterException if it may not be, or an upstream of the caller's own dialect refused the request
     */
    TokenCount count(CallSession call, TokenCountRequest request) {
        active.add(call);
        try {
            CallPipeline.checkHops(call, settings.admission().maxHops());
            call.token = authenticator.authenticate(call.context);
            limits.enterWithoutTokens(call);
            ChannelSnapshot channels = registry.snapshot();
            CallPlan plan =
                    planner.plan(channels, request.model(), request.dialect(), call.token, call.context.steering());
            TokenCount counted =
                    settings.tokenCounts().upstream() ? upstream(call, request, plan, channels.version()) : null;
            return counted == null ? lanes.estimate(call, plan.likelyModel()) : counted;
        } finally {
            call.beginEnd();
            limits.leave(call, 0L);
            active.remove(call);
        }
    }

    /** Null if no upstream counted. */
    private @Nullable TokenCount upstream(CallSession call, TokenCountRequest request, CallPlan plan, long version) {
        long begun = nanos.getAsLong();
        boolean unknownModel = false;
        boolean otherwise = false;
        int attempts = 0;
        for (Candidate candidate : candidates(call, plan)) {
            for (Dialect dialect : dialects(candidate, request.dialect(), version)) {
                Duration left = left(call, begun);
                if (left.isNegative() || left.isZero()) {
                    return null;
                }
                if (attempts == settings.maxAttempts()) {
                    break;
                }
                attempts++;
                try {
                    return asked(call, request, candidate.speaking(dialect), left, attempts);
                } catch (CountAttempt.CannotCountException e) {
                    String model = e.ofModel ? candidate.upstreamModel() : "";
                    cannot.put(new Cannot(version, candidate.channel().name(), dialect, model), true);
                    otherwise = true;
                } catch (AttemptFailedException e) {
                    if (call.isCancelled()) {
                        throw call.cancelledFailure();
                    }
                    if (e.kind == FailureKind.CALLER && dialect == request.dialect()) {
                        throw refused(e);
                    }
                    unknownModel |= e.kind == FailureKind.UNKNOWN_MODEL;
                    otherwise |= e.kind != FailureKind.UNKNOWN_MODEL;
                    LOG.debug(
                            "Channel {} did not count: {}", candidate.channel().name(), e.getMessage());
                } catch (LaneRefusedException e) {
                    otherwise = true;
                }
            }
        }
        if (unknownModel && !otherwise) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_FOUND,
                            "the model '" + plan.requested() + "' does not exist or you do not have access to it")
                    .param("model")
                    .build();
        }
        return null;
    }

    private List<Candidate> candidates(CallSession call, CallPlan plan) {
        List<Candidate> candidates = new ArrayList<>();
        for (RoutePlan model : plan.models()) {
            candidates.addAll(order.order(call, model, plan.preferred()));
        }
        return candidates;
    }

    /** In which dialects a channel can be asked, the caller's own first. */
    private List<Dialect> dialects(Candidate candidate, Dialect own, long version) {
        Channel channel = candidate.channel();
        String model = candidate.upstreamModel();
        Set<Dialect> spoken = routes.dialects(channel, model);
        List<Dialect> usable = new ArrayList<>(2);
        for (Dialect dialect : CountBodies.DIALECTS) {
            if (spoken.contains(dialect)
                    && attempt.mayAsk(channel, dialect)
                    && cannot.getIfPresent(new Cannot(version, channel.name(), dialect, "")) == null
                    && cannot.getIfPresent(new Cannot(version, channel.name(), dialect, model)) == null) {
                usable.add(dialect == own ? 0 : usable.size(), dialect);
            }
        }
        return usable;
    }

    private TokenCount asked(
            CallSession call, TokenCountRequest request, Candidate candidate, Duration left, int attempts)
            throws AttemptFailedException, CountAttempt.CannotCountException, LaneRefusedException {
        Lane lane = lanes.choose(call, request, candidate);
        Channel channel = candidate.channel();
        HealthTracker.Permit permit = health.tryAcquire(channel, candidate.upstreamModel(), keyTurn.getAndIncrement());
        if (permit == null) {
            throw AttemptFailedException.broken(FailureKind.TRANSIENT, 0, "the channel rests after failures");
        }
        Optional<InFlightLimit.Permit> place = places.tryAcquire(channel.name());
        try {
            if (place.isEmpty()) {
                throw AttemptFailedException.broken(FailureKind.TRANSIENT, 0, "the channel has no place left");
            }
            CountAttempt.Counted counted = attempt.ask(call, lane, permit.key(), left);
            return lanes.answer(call, lane, counted, attempts);
        } catch (AttemptFailedException e) {
            if (e.kind == FailureKind.CONNECTION && !call.isCancelled()) {
                permit.failed(e.kind, null);
            }
            throw e;
        } finally {
            permit.abandoned();
            place.ifPresent(InFlightLimit.Permit::close);
        }
    }

    private Duration left(CallSession call, long begun) {
        long now = nanos.getAsLong();
        Duration own = settings.tokenCounts().timeout().minusNanos(now - begun);
        Duration callers = call.remaining(now).orElse(own);
        return callers.compareTo(own) < 0 ? callers : own;
    }

    private static RouterException refused(AttemptFailedException failure) {
        String said = failure.upstream == null ? null : failure.upstream.message();
        return RouterException.of(
                        RouterErrorCode.UPSTREAM_REFUSED, said == null ? "the upstream refused the request" : said)
                .upstream(failure.upstream)
                .cause(failure)
                .build();
    }
}
