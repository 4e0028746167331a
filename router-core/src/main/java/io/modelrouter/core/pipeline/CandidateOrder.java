package io.modelrouter.core.pipeline;

import io.modelrouter.channel.SelectionStrategy;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.ChannelFacts;
import io.modelrouter.core.route.RankOrder;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.core.route.SelectionStrategies;
import io.modelrouter.core.route.SessionKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the candidates of one model are tried: the channel that the caller prefers; then by priority, and
 * inside one the channels that made what the request refers to; then by rank, and inside one by session or as the strategy
 * chooses. Preferences all of them: health is asked for each candidate when its turn comes.
 */
final class CandidateOrder {
    private final SelectionStrategy strategy;
    private final boolean affinity;
    private final ChannelFacts facts;
    private final ResponseMemory memory;
    private final Supplier<RandomGenerator> random;

    CandidateOrder(
            SelectionStrategy strategy,
            boolean affinity,
            ChannelFacts facts,
            ResponseMemory memory,
            Supplier<RandomGenerator> random) {
        this.strategy = strategy;
        this.affinity = affinity;
        this.facts = facts;
        this.memory = memory;
        this.random = random;
    }

    /**
     * @param preferred by the caller, or null
     */
    List<Candidate> order(CallSession session, RoutePlan plan, @Nullable String preferred) {
        return order(session, plan, preferred, rank -> byStrategy(session, rank));
    }

    /** As {@link #order}, but equals that no session decides between stay in the order of their configuration. */
    List<Candidate> explained(CallSession session, RoutePlan plan, @Nullable String preferred) {
        return order(session, plan, preferred, rank -> rank);
    }

    private List<Candidate> order(
            CallSession session, RoutePlan plan, @Nullable String preferred, UnaryOperator<List<Candidate>> otherwise) {
        if (plan.size() < 2) {
            return plan.order(rank -> rank);
        }
        Optional<SessionKey> key = plan.hasEquals() ? key(session) : Optional.empty();
        List<Candidate> order = key.isPresent()
                ? plan.order(rank -> RankOrder.ofSession(rank, key.get().hash()))
                : plan.order(otherwise);
        Set<String> makers = makers(session);
        if (!makers.isEmpty()) {
            order = inEachPriority(
                    order, candidate -> makers.contains(candidate.channel().name()));
        }
        return preferred == null
                ? order
                : first(order, candidate -> preferred.equals(candidate.channel().name()));
    }

    /** A guess at the session would leave a strategy other than by weight hardly anything to choose. */
    private Optional<SessionKey> key(CallSession session) {
        return affinity
                ? session.sessionKey().filter(key -> !key.guessed() || strategy == SelectionStrategies.WEIGHTED)
                : Optional.empty();
    }

    private List<Candidate> byStrategy(CallSession session, List<Candidate> rank) {
        Admission.Hold hold = session.hold;
        return RankOrder.chosen(
                rank,
                strategy,
                candidate -> new SelectionStrategy.Option(
                        candidate.channel(),
                        candidate.upstreamModel(),
                        facts.inFlight(candidate.channel().name()),
                        facts.firstContent(candidate, session.stream),
                        hold == null ? null : hold.estimate(candidate)),
                random.get());
    }

    /** The channels that made what the request refers to or carries sealed. */
    private Set<String> makers(CallSession session) {
        Set<String> makers = new HashSet<>(memory.makers(session.request, session.token.name()));
        if (session.holdsSealed()) {
            makers.addAll(Provenance.makers(session.request.json()));
        }
        return makers;
    }

    private static List<Candidate> inEachPriority(List<Candidate> order, Predicate<Candidate> test) {
        List<Candidate> moved = new ArrayList<>(order.size());
        int from = 0;
        for (int to = 1; to <= order.size(); to++) {
            boolean ends = to == order.size()
                    || order.get(to).channel().priority()
                            != order.get(from).channel().priority();
            if (ends) {
                moved.addAll(first(order.subList(from, to), test));
                from = to;
            }
        }
        return moved;
    }

    private static List<Candidate> first(List<Candidate> order, Predicate<Candidate> test) {
        List<Candidate> moved = new ArrayList<>(order.size());
        order.stream().filter(test).forEach(moved::add);
        order.stream().filter(test.negate()).forEach(moved::add);
        return moved;
    }
}
