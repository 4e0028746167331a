package io.modelrouter.core.route;

import io.modelrouter.channel.SelectionStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Orders of candidates that are equal in rank. */
public final class RankOrder {
    private RankOrder() {}

    /** By chance, in proportion to the weights. */
    static List<Candidate> weighted(List<Candidate> rank, RandomGenerator random) {
        List<Candidate> rest = new ArrayList<>(rank);
        List<Candidate> order = new ArrayList<>(rank.size());
        while (!rest.isEmpty()) {
            order.add(rest.remove(
                    Weights.draw(rest.size(), i -> rest.get(i).channel().weight(), random)));
        }
        return order;
    }

    /** As a strategy chooses, one after the other. */
    public static List<Candidate> chosen(
            List<Candidate> rank,
            SelectionStrategy strategy,
            Function<Candidate, SelectionStrategy.Option> facts,
            RandomGenerator random) {
        List<Candidate> rest = new ArrayList<>(rank);
        List<SelectionStrategy.Option> options =
                new ArrayList<>(rank.stream().map(facts).toList());
        List<Candidate> order = new ArrayList<>(rank.size());
        while (rest.size() > 1) {
            int next = strategy.choose(List.copyOf(options), random);
            options.remove(next);
            order.add(rest.remove(next));
        }
        order.addAll(rest);
        return order;
    }

    /**
     * Always the same for one session, and over many sessions in proportion to the weights. Where a channel is taken away,
     * its sessions go to the next of their own order and no other session moves: weighted rendezvous hashing.
     */
    public static List<Candidate> ofSession(List<Candidate> rank, long session) {
        record Scored(Candidate candidate, double score) {}
        return rank.stream()
                .map(candidate -> new Scored(candidate, score(candidate, session)))
                .sorted(Comparator.comparingDouble(Scored::score))
                .map(Scored::candidate)
                .toList();
    }

    /** An exponentially distributed number whose rate is the weight: the least of several follows the weights. */
    private static double score(Candidate candidate, long session) {
        int weight = candidate.channel().weight();
        if (weight == 0) {
            return Double.POSITIVE_INFINITY;
        }
        long bits = Hash64.mix(session ^ Hash64.of(candidate.channel().name())) >>> 11;
        return -Math.log((bits + 0.5) * 0x1p-53) / weight;
    }
}
