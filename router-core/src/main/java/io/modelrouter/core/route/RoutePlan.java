package io.modelrouter.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Everywhere a call may go, in ranks: every candidate of a rank comes before those of the next.
 *
 * @param model as the caller asked for it
 * @param ranks best first; no rank is empty
 */
public record RoutePlan(String model, List<List<Candidate>> ranks) {

    public boolean isEmpty() {
        return ranks.isEmpty();
    }

    /** The order for one call, with what orders the candidates of one rank among themselves. */
    public List<Candidate> order(UnaryOperator<List<Candidate>> rankOrder) {
        List<Candidate> order = new ArrayList<>();
        for (List<Candidate> rank : ranks) {
            order.addAll(rank.size() == 1 ? rank : rankOrder.apply(rank));
        }
        return order;
    }

    /** As {@link #order(UnaryOperator)}: each comes next with a chance equal to its share of the weight. */
    public List<Candidate> order(RandomGenerator random) {
        return order(rank -> RankOrder.weighted(rank, random));
    }

    /** Whether some candidates are equal, so that something must decide between them. */
    public boolean hasEquals() {
        return ranks.stream().anyMatch(rank -> rank.size() > 1);
    }

    /** All candidates by rank, equal ones in the order of the configuration. */
    List<Candidate> ranked() {
        return order(rank -> rank);
    }

    /** How many candidates there are. */
    public int size() {
        return ranks.stream().mapToInt(List::size).sum();
    }

    /** The same without the candidates that do not pass. */
    public RoutePlan keeping(Predicate<Candidate> test) {
        if (ranks.stream().allMatch(rank -> rank.stream().allMatch(test))) {
            return this;
        }
        return new RoutePlan(
                model,
                ranks.stream()
                        .map(rank -> rank.stream().filter(test).toList())
                        .filter(rank -> !rank.isEmpty())
                        .toList());
    }
}
