package io.modelrouter.core.route;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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

    /** The highest multiplier among the candidates: what the hold is estimated with. */
    public BigDecimal highestMultiplier() {
        BigDecimal highest = BigDecimal.ZERO;
        for (List<Candidate> rank : ranks) {
            for (Candidate candidate : rank) {
                highest = highest.max(candidate.channel().multiplier());
            }
        }
        return highest;
    }

    /** The order for one call: within a rank each candidate comes next with a chance equal to its share of the weight. */
    public List<Candidate> order(RandomGenerator random) {
        List<Candidate> order = new ArrayList<>();
        for (List<Candidate> rank : ranks) {
            if (rank.size() == 1) {
                order.add(rank.get(0));
            } else {
                shuffle(new ArrayList<>(rank), random, order);
            }
        }
        return order;
    }

    private static void shuffle(List<Candidate> rest, RandomGenerator random, List<Candidate> order) {
        while (!rest.isEmpty()) {
            long sum = 0;
            for (Candidate candidate : rest) {
                sum += candidate.channel().weight();
            }
            int at = 0;
            if (sum > 0) {
                long ticket = random.nextLong(sum);
                while (ticket >= rest.get(at).channel().weight()) {
                    ticket -= rest.get(at).channel().weight();
                    at++;
                }
            }
            order.add(rest.remove(at));
        }
    }
}
