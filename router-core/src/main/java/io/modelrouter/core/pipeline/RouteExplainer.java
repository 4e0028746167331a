package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.Explanation;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.RouterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tells what a call would do, from the same plan and the same order that the call would have. Calls nobody. */
final class RouteExplainer {
    private final RouterParts parts;

    RouteExplainer(RouterParts parts) {
        this.parts = parts;
    }

    /**
     * @throws RouterException PERMISSION_DENIED or INVALID_REQUEST for steering that the key may not do
     */
    Explanation explain(RouterRequest request, CallContext context, Token token, ChannelSnapshot channels) {
        CallSession session = new CallSession(
                "explained",
                request,
                context,
                request.stream(),
                StreamConsumer.NONE,
                token,
                parts.clock().instant(),
                parts.nanos().getAsLong());
        Long estimate = null;
        try {
            CallPlan plan =
                    parts.planner().plan(channels, request.model(), request.dialect(), token, context.steering());
            Admission admission = parts.admission();
            OptionalLong amount = admission.estimate(request, plan, admission.rates(plan, token, context.steering()));
            estimate = amount.isPresent() ? amount.getAsLong() : null;
        } catch (RouterException e) {
            if (e.code() == RouterErrorCode.PERMISSION_DENIED || e.code() == RouterErrorCode.INVALID_REQUEST) {
                throw e;
            }
        }
        List<Explanation.Candidate> candidates = new ArrayList<>();
        for (String model : models(request.model())) {
            parts.routes()
                    .explain(
                            channels,
                            model,
                            request.dialect(),
                            token,
                            context.steering(),
                            plan -> parts.order()
                                    .explained(session, plan, context.steering().prefer()))
                    .forEach(candidate -> candidates.add(
                            resting(channels, parts.laneExplainer().explained(session, channels, candidate))));
        }
        return new Explanation(request.model(), candidates, estimate);
    }

    /** What the requested name stands for, and what may come in its place. */
    private Set<String> models(String requested) {
        if (parts.planner().isAuto(requested)) {
            return new LinkedHashSet<>(parts.planner().auto());
        }
        Set<String> models = new LinkedHashSet<>();
        models.add(requested);
        parts.planner().fallbacks(requested).values().forEach(models::addAll);
        return models;
    }

    /** The same, refused if its channel rests. */
    private Explanation.Candidate resting(ChannelSnapshot channels, Explanation.Candidate candidate) {
        String model = candidate.upstreamModel();
        Optional<Channel> channel = channels.channel(candidate.channel());
        if (!candidate.kept() || model == null || channel.isEmpty()) {
            return candidate;
        }
        Duration left = parts.health().left(channel.get(), model);
        return left.isZero()
                ? candidate
                : candidate.refused(
                        "the channel rests after failures, for " + Math.max(1, left.toSeconds()) + " s yet");
    }
}
