package io.modelrouter.core.pipeline;

import io.modelrouter.Explanation;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.LanePreference;
import io.modelrouter.core.route.RoutePlanner;
import io.modelrouter.wire.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a planned candidate what can be told only with the request in hand: in which dialect it would be said, and what
 * would be lost in it. The same choice is made as for a real attempt, and nothing is sent.
 */
final class LaneExplainer {
    private final Lanes lanes;
    private final RoutePlanner routes;

    LaneExplainer(Lanes lanes, RoutePlanner routes) {
        this.lanes = lanes;
        this.routes = routes;
    }

    /**
     * @param session of the call that is explained; it never runs
     */
    Explanation.Candidate explained(CallSession session, ChannelSnapshot channels, Explanation.Candidate planned) {
        Channel channel = channels.channel(planned.channel()).orElse(null);
        if (channel == null) {
            return planned;
        }
        Explanation.Candidate candidate = planned.open(isOpen(channel, session.token));
        String pattern = candidate.pattern();
        String model = candidate.upstreamModel();
        return candidate.kept() && pattern != null && model != null
                ? spoken(session, channel, ModelPattern.of(pattern), model, candidate)
                : candidate;
    }

    private Explanation.Candidate spoken(
            CallSession session, Channel channel, ModelPattern pattern, String model, Explanation.Candidate candidate) {
        Dialect client = session.request.dialect();
        List<Dialect> dialects = LanePreference.of(client, routes.dialects(channel, model));
        try {
            Lane lane = lanes.choose(
                    session,
                    new Candidate(candidate.model(), channel, pattern, model, dialects, !dialects.contains(client)));
            @Nullable Translation translation = lane.translation();
            return candidate.spokenTo(
                    lane.candidate().dialect(), translation == null ? List.of() : translation.losses());
        } catch (LaneRefusedException e) {
            return candidate.refused(String.valueOf(e.failure.getMessage()));
        }
    }

    private static boolean isOpen(Channel channel, Token token) {
        return channel.groups().stream().anyMatch(token.groups()::contains);
    }
}
