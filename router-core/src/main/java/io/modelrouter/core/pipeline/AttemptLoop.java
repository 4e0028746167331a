package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.health.Backoff;
import io.modelrouter.core.health.HealthTracker;
import io.modelrouter.core.health.RetryBudget;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.ChannelFacts;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates in turn, along the {@link Course} of the call, until one commits: at most {@code maxAttempts}, each
 * channel once unless it is the sole one (R2.2, R2.3), within the router's budget for retries (R2.4). A candidate that rests
 * is passed over; if all do, one is probed before its time (R3.4). A candidate to which the request cannot be said, or which
 * has all the calls in flight it may have, is passed over too. Asks for a {@link FailureKind}, never for a status.
 */
final class AttemptLoop {
    private final ChannelRegistry registry;
    private final CandidateOrder order;
    private final ChannelFacts facts;
    private final Lanes lanes;
    private final HealthTracker health;
    /** Calls in flight for each channel: a hung one costs its own callers only (R5.2). */
    private final InFlightLimit places;

    private final RetryBudget budget = new RetryBudget();
    private final Pauses pauses;
    private final AtomicInteger keyTurn = new AtomicInteger();
    private final Attempt attempt;
    private final Supplier<RandomGenerator> random;
    private final LongSupplier nanos;
    private final Listeners listeners;
    private final int maxAttempts;

    AttemptLoop(
            ChannelRegistry registry,
            CandidateOrder order,
            ChannelFacts facts,
            Lanes lanes,
            HealthTracker health,
            InFlightLimit places,
            Pauses pauses,
            Attempt attempt,
            Supplier<RandomGenerator> random,
            LongSupplier nanos,
            Listeners listeners,
            int maxAttempts) {
        this.registry = registry;
        this.order = order;
        this.facts = facts;
        this.lanes = lanes;
        this.health = health;
        this.places = places;
        this.pauses = pauses;
        this.attempt = attempt;
        this.random = random;
        this.nanos = nanos;
        this.listeners = listeners;
        this.maxAttempts = maxAttempts;
    }

    /** The exchange that committed; {@link #ended} must follow. */
    Exchange open(CallSession session, CallPlan plan) {
        Course course = new Course(plan, models -> order.order(session, models, plan.preferred()), maxAttempts);
        boolean sole = plan.isSole();
        RestingCandidates resting = new RestingCandidates(health);
        AttemptFailedException last = null;
        RouterException refusal = null;
        boolean full = false;
        budget.first();
        int number = 0;
        while (number < maxAttempts) {
            Candidate planned = course.next(number);
            boolean early = planned == null;
            Candidate candidate = planned == null ? (number == 0 ? resting.takeSoonest() : null) : asItIsNow(planned);
            if (candidate == null) {
                if (early) {
                    break;
                }
                continue;
            }
            Lane lane;
            try {
                lane = lanes.choose(session, candidate);
            } catch (LaneRefusedException e) {
                // Nothing was sent, so it is no attempt.
                refusal = refusal == null ? e.failure : refusal;
                continue;
            }
            HealthTracker.Permit permit = permit(candidate, early);
            if (permit == null) {
                if (!early) {
                    resting.add(candidate);
                }
                continue;
            }
            Optional<InFlightLimit.Permit> place =
                    places.tryAcquire(candidate.channel().name());
            if (place.isEmpty()) {
                permit.abandoned();
                full = true;
                continue;
            }
            if (number > 0 && !budget.tryFurther()) {
                permit.abandoned();
                place.get().close();
                break;
            }
            number++;
            try {
                return attempt(session, lane, permit, place.get(), number, sole && number == 1);
            } catch (AttemptFailedException failure) {
                last = failure;
                if (session.isCancelled()) {
                    throw session.cancelledFailure();
                }
                if (!course.goesOnAfter(failure)) {
                    break;
                }
                if (sole && mayTryAgain(session, failure, number)) {
                    course.again(candidate);
                }
            }
        }
        if (last == null && refusal != null) {
            throw refusal;
        }
        if (last == null && full) {
            throw RouterException.of(
                            RouterErrorCode.OVERLOADED,
                            "every channel for '" + plan.requested() + "' has " + places.limit()
                                    + " calls in flight already")
                    .retryAfter(Duration.ofSeconds(1))
                    .build();
        }
        throw last == null && !resting.isEmpty() ? resting.failure(plan.requested()) : failure(session, plan, last);
    }

    private HealthTracker.@Nullable Permit permit(Candidate candidate, boolean early) {
        int firstKey = keyTurn.getAndIncrement();
        return early
                ? health.tryProbeEarly(candidate.channel(), candidate.upstreamModel(), firstKey)
                : health.tryAcquire(candidate.channel(), candidate.upstreamModel(), firstKey);
    }

    /**
     * @param spared whether a connection that cannot be made is tried again at once, and so not held against the channel yet
     */
    private Exchange attempt(
            CallSession session,
            Lane lane,
            HealthTracker.Permit permit,
            InFlightLimit.Permit place,
            int number,
            boolean spared)
            throws AttemptFailedException {
        String channel = lane.candidate().channel().name();
        long begun = nanos.getAsLong();
        listeners.attemptStarted(session.id, number, channel);
        boolean told = false;
        boolean committed = false;
        facts.began(channel);
        try {
            Exchange exchange = attempt.open(session, lane, permit);
            permit.committed();
            told = true;
            exchange.place = place;
            facts.answered(lane.candidate(), session.stream, Duration.ofNanos(nanos.getAsLong() - begun));
            committed = true;
            return exchange;
        } catch (AttemptFailedException failure) {
            told = true;
            boolean nothing = session.isCancelled() || spared && failure.kind == FailureKind.CONNECTION;
            permit.failed(nothing ? FailureKind.ENDED : failure.kind, failure.retryAfter());
            session.promptSpent = failure.promptSpent;
            session.spentOn = lane.candidate();
            AttemptFailure record = new AttemptFailure(
                    number,
                    channel,
                    failure.kind,
                    failure.status == 0 ? OptionalInt.empty() : OptionalInt.of(failure.status),
                    Duration.ofNanos(nanos.getAsLong() - begun),
                    failure.getMessage());
            session.failures.add(record);
            listeners.attemptFailed(session.id, record);
            throw failure;
        } finally {
            if (!told) {
                permit.abandoned();
            }
            if (!committed) {
                place.close();
                facts.ended(channel);
            }
        }
    }

    /** The exchange that committed is over. */
    void ended(Exchange exchange) {
        facts.ended(exchange.candidate.channel().name());
        InFlightLimit.Permit place = exchange.place;
        if (place != null) {
            place.close();
        }
    }

    /** Whether the sole candidate is tried once more, after its pause: R2.2, R2.5. */
    private boolean mayTryAgain(CallSession session, AttemptFailedException failure, int number) {
        switch (failure.kind) {
            case CONNECTION:
            case RESET:
                return number == 1;
            case TRANSIENT:
            case OVERLOADED:
            case RATE_LIMITED:
            case TIMEOUT:
            case TRUNCATED:
                Duration remaining = session.remaining(nanos.getAsLong()).orElse(Duration.ofHours(1));
                Optional<Duration> wait = Backoff.before(number, failure.retryAfter(), remaining, random.get());
                return number < maxAttempts && wait.isPresent() && pauses.pause(session, wait.get());
            default:
                return false;
        }
    }

    /** The channel's present state; null if the operator switched it off or removed it since the plan was made. */
    private @Nullable Candidate asItIsNow(Candidate planned) {
        Optional<Channel> now = registry.snapshot().channel(planned.channel().name());
        return now.filter(Channel::enabled).isPresent() ? planned : null;
    }

    private RouterException failure(CallSession session, CallPlan plan, @Nullable AttemptFailedException last) {
        if (last == null) {
            return RouterException.of(
                            RouterErrorCode.MODEL_NOT_FOUND,
                            "the model '" + plan.requested() + "' is not available any more")
                    .param("model")
                    .build();
        }
        RouterErrorCode code = last.kind == FailureKind.ENDED ? ended(session) : code(session.failures, last);
        RouterException.Builder failure = RouterException.of(code, message(code, plan, session.failures, last))
                .attempts(session.failures)
                .cause(last);
        if (code == RouterErrorCode.UPSTREAM_REFUSED) {
            failure.upstream(last.upstream);
        }
        if (code == RouterErrorCode.MODEL_NOT_FOUND) {
            failure.param("model");
        }
        if (code == RouterErrorCode.UPSTREAM_RATE_LIMITED || code == RouterErrorCode.UPSTREAM_OVERLOADED) {
            failure.retryAfter(last.retryAfter());
        }
        return failure.build();
    }

    /** The caller's deadline has passed, or else the caller's thread was interrupted, which is a wish to cancel. */
    private RouterErrorCode ended(CallSession session) {
        boolean late = session.remaining(nanos.getAsLong())
                .map(left -> left.isNegative() || left.isZero())
                .orElse(false);
        return late ? RouterErrorCode.TIMEOUT : RouterErrorCode.CANCELLED;
    }

    /** One word for all attempts: their common kind where they have one, else that the channels failed. */
    private static RouterErrorCode code(List<AttemptFailure> failures, AttemptFailedException last) {
        if (last.kind == FailureKind.CALLER) {
            return RouterErrorCode.UPSTREAM_REFUSED;
        }
        if (failures.stream().anyMatch(failure -> failure.kind() != last.kind)) {
            return RouterErrorCode.UPSTREAM_FAILED;
        }
        switch (last.kind) {
            case RATE_LIMITED:
                return RouterErrorCode.UPSTREAM_RATE_LIMITED;
            case OVERLOADED:
                return RouterErrorCode.UPSTREAM_OVERLOADED;
            case TIMEOUT:
                return RouterErrorCode.TIMEOUT;
            case UNKNOWN_MODEL:
                return RouterErrorCode.MODEL_NOT_FOUND;
            default:
                return RouterErrorCode.UPSTREAM_FAILED;
        }
    }

    private static String message(
            RouterErrorCode code, CallPlan plan, List<AttemptFailure> failures, AttemptFailedException last) {
        if (code == RouterErrorCode.UPSTREAM_REFUSED) {
            String said = last.upstream == null ? null : last.upstream.message();
            return said == null ? "the upstream refused the request" : said;
        }
        int attempts = failures.size();
        String tried = attempts == 1 ? "1 attempt was made" : attempts + " attempts were made";
        switch (code) {
            case UPSTREAM_RATE_LIMITED:
                return "the upstream's rate limit for '" + plan.requested() + "' is reached; " + tried;
            case UPSTREAM_OVERLOADED:
                return "the upstream for '" + plan.requested() + "' is overloaded; " + tried;
            case TIMEOUT:
                return "no answer for '" + plan.requested() + "' came in time; " + tried;
            case CANCELLED:
                return "the call was cancelled";
            case MODEL_NOT_FOUND:
                return "the model '" + plan.requested() + "' does not exist or you do not have access to it";
            default:
                return "no channel could answer for '" + plan.requested() + "'; " + tried;
        }
    }
}
