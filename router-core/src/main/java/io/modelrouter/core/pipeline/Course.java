package io.modelrouter.core.pipeline;

import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.core.route.RoutingSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one call through its plan: candidate by candidate, then model by model, then the fallbacks for what went wrong.
 * A model leaves one attempt to each model that may follow it. Not thread-safe.
 */
final class Course {
    private final CallPlan plan;
    private final Function<RoutePlan, List<Candidate>> order;
    private final int maxAttempts;
    private final Deque<RoutePlan> ahead;
    private final Deque<Candidate> queue = new ArrayDeque<>();
    private int limit;
    private @Nullable FallbackCause taken;

    Course(CallPlan plan, Function<RoutePlan, List<Candidate>> order, int maxAttempts) {
        this.plan = plan;
        this.order = order;
        this.maxAttempts = maxAttempts;
        this.ahead = new ArrayDeque<>(plan.models());
    }

    /**
     * The next to try; null at the end.
     *
     * @param attempts made so far
     */
    @Nullable
    Candidate next(int attempts) {
        while (queue.isEmpty() || attempts >= limit) {
            queue.clear();
            if (ahead.isEmpty() && !take(FallbackCause.ANY)) {
                return null;
            }
            queue.addAll(order.apply(ahead.remove()));
            int reserved = ahead.size()
                    + (taken == null ? plan.fallbacks(FallbackCause.ANY).size() : 0);
            limit = Math.max(attempts + 1, maxAttempts - reserved);
        }
        return queue.remove();
    }

    /** The sole candidate once more. */
    void again(Candidate candidate) {
        queue.add(candidate);
    }

    /** Whether something is left to try after this failure. */
    boolean goesOnAfter(AttemptFailedException failure) {
        Optional<FallbackCause> cause = FallbackCauses.of(failure);
        if (cause.isEmpty()) {
            return false;
        }
        if (cause.get() == FallbackCause.ANY) {
            return true;
        }
        queue.clear();
        boolean sameAgain = cause.get() == taken;
        boolean mayFitAnother =
                cause.get() == FallbackCause.CONTEXT_LENGTH && plan.requested().equals(RoutingSettings.AUTO);
        return (sameAgain || mayFitAnother) && !ahead.isEmpty() || take(cause.get());
    }

    private boolean take(FallbackCause cause) {
        if (taken != null || plan.fallbacks(cause).isEmpty()) {
            return false;
        }
        taken = cause;
        ahead.clear();
        ahead.addAll(plan.fallbacks(cause));
        return true;
    }
}
