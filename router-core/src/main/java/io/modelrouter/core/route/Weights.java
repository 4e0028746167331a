package io.modelrouter.core.route;

import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/** Draws by weight. */
final class Weights {
    private Weights() {}

    /** An index below the count, with a chance equal to its share of the weight; 0 where all weights are 0. */
    static int draw(int count, IntUnaryOperator weight, RandomGenerator random) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight.applyAsInt(i);
        }
        if (sum == 0) {
            return 0;
        }
        long ticket = random.nextLong(sum);
        int at = 0;
        while (ticket >= weight.applyAsInt(at)) {
            ticket -= weight.applyAsInt(at);
            at++;
        }
        return at;
    }
}
