package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates in turn until one commits: at most {@code maxAttempts}, each channel once; only a sole candidate whose
 * connection failed before any answer is tried a second time (R2.2, R2.3). A candidate to which the request cannot be said is
 * passed over. Asks for a {@link FailureKind}, never for a status.
 */
final class AttemptLoop {
    private final ChannelRegistry registry;
    private final Lanes lanes;
    private final Attempt attempt;
    private final Supplier<RandomGenerator> random;
    private final LongSupplier nanos;
    private final Listeners listeners;
    private final int maxAttempts;

    AttemptLoop(
            ChannelRegistry registry,
            Lanes lanes,
            Attempt attempt,
            Supplier<RandomGenerator> random,
            LongSupplier nanos,
            Listeners listeners,
            int maxAttempts) {
        this.registry = registry;
        this.lanes = lanes;
        this.attempt = attempt;
        this.random = random;
        this.nanos = nanos;
        this.listeners = listeners;
        this.maxAttempts = maxAttempts;
    }

    /** The exchange that committed. */
    Exchange open(CallSession session, RoutePlan plan) {
        List<Candidate> queue = new ArrayList<>(plan.order(random.get()));
        boolean sole = queue.size() == 1;
        AttemptFailedException last = null;
        RouterException refusal = null;
        for (int number = 1; number <= maxAttempts && !queue.isEmpty(); number++) {
            Candidate candidate = asItIsNow(queue.remove(0));
            if (candidate == null) {
                number--;
                continue;
            }
            Lane lane;
            try {
                lane = lanes.choose(session, candidate);
            } catch (LaneRefusedException e) {
                // Nothing was sent, so it is no attempt.
                number--;
                refusal = refusal == null ? e.failure : refusal;
                continue;
            }
            long begun = nanos.getAsLong();
            listeners.attemptStarted(session.id, number, candidate.channel().name());
            try {
                return attempt.open(session, lane);
            } catch (AttemptFailedException failure) {
                last = failure;
                session.promptSpent = failure.promptSpent;
                session.spentOn = lane.candidate();
                AttemptFailure record = new AttemptFailure(
                        number,
                        candidate.channel().name(),
                        failure.kind,
                        failure.status == 0 ? OptionalInt.empty() : OptionalInt.of(failure.status),
                        Duration.ofNanos(nanos.getAsLong() - begun),
                        failure.getMessage());
                session.failures.add(record);
                listeners.attemptFailed(session.id, record);
                if (session.isCancelled()) {
                    throw session.cancelledFailure();
                }
                if (!failure.kind.mayTryOtherChannel()) {
                    break;
                }
                if (sole && failure.kind == FailureKind.CONNECTION && number == 1) {
                    queue.add(candidate);
                }
            }
        }
        throw last == null && refusal != null ? refusal : failure(session, plan, last);
    }

    /** The channel's present state; null if the operator switched it off or removed it since the plan was made. */
    private @Nullable Candidate asItIsNow(Candidate planned) {
        Optional<Channel> now = registry.snapshot().channel(planned.channel().name());
        return now.filter(Channel::enabled).isPresent() ? planned : null;
    }

    private RouterException failure(CallSession session, RoutePlan plan, @Nullable AttemptFailedException last) {
        if (last == null) {
            return RouterException.of(
                            RouterErrorCode.MODEL_NOT_FOUND,
                            "the model '" + plan.model() + "' is not available any more")
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
            RouterErrorCode code, RoutePlan plan, List<AttemptFailure> failures, AttemptFailedException last) {
        if (code == RouterErrorCode.UPSTREAM_REFUSED) {
            String said = last.upstream == null ? null : last.upstream.message();
            return said == null ? "the upstream refused the request" : said;
        }
        int attempts = failures.size();
        String tried = attempts == 1 ? "1 attempt was made" : attempts + " attempts were made";
        switch (code) {
            case UPSTREAM_RATE_LIMITED:
                return "the upstream's rate limit for '" + plan.model() + "' is reached; " + tried;
            case UPSTREAM_OVERLOADED:
                return "the upstream for '" + plan.model() + "' is overloaded; " + tried;
            case TIMEOUT:
                return "no answer for '" + plan.model() + "' came in time; " + tried;
            case CANCELLED:
                return "the call was cancelled";
            case MODEL_NOT_FOUND:
                return "the model '" + plan.model() + "' does not exist or you do not have access to it";
            default:
                return "no channel could answer for '" + plan.model() + "'; " + tried;
        }
    }
}
