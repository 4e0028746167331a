package io.modelrouter.core.route;

import io.modelrouter.channel.SelectionStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The built-in strategies. For all of them a channel of weight 0 comes after all others, and what is equal is drawn by
 * weight.
 */
public enum SelectionStrategies implements SelectionStrategy {
    /** Each channel gets its share of the traffic. */
    WEIGHTED(option -> 0),
    /** The channel with the fewest attempts in flight, measured by its weight. */
    LEAST_IN_FLIGHT(option -> (option.inFlight() + 1.0) / option.weight()),
    /**
     * The channel that answered fastest lately. One that has not answered lately is measured first, by one call at a time.
     */
    LOWEST_LATENCY(option -> {
        Duration measured = option.firstContent();
        if (measured == null) {
            return option.inFlight() == 0 ? -1 : Double.MAX_VALUE;
        }
        return measured.toNanos();
    }),
    /** The channel where the call costs least; one without a price comes last. */
    CHEAPEST(option -> option.estimatedNanos().orElse(Long.MAX_VALUE));

    private final ToDoubleFunction<Option> rank;

    SelectionStrategies(ToDoubleFunction<Option> rank) {
        this.rank = rank;
    }

    @Override
    public int choose(List<Option> options, RandomGenerator random) {
        List<Integer> best = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < options.size(); i++) {
            Option option = options.get(i);
            double value = option.weight() == 0 ? Double.POSITIVE_INFINITY : rank.applyAsDouble(option);
            if (value < least) {
                least = value;
                best.clear();
            }
            if (value <= least) {
                best.add(i);
            }
        }
        return best.get(Weights.draw(best.size(), i -> options.get(best.get(i)).weight(), random));
    }
}
