package io.modelrouter.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How the tests with Lincheck are run: it makes small random scenarios of some threads and checks that what the threads got
 * could have come from one thread after the other. A few seconds in each build; the system property {@value #ROUNDS}
 * multiplies them.
 */
public final class Linearizability {
    private static final String ROUNDS = "modelrouter.lincheck.rounds";

    private Linearizability() {}

    /** Tries the interleavings of lock operations and memory accesses one by one. Bytecode of everything below is watched. */
    public static void modelCheck(Class<?> operations) {
        check(new ModelCheckingOptions().invocationsPerIteration(25), 3, operations);
    }

    /** Runs the threads for real, many times; for code whose libraries are too large to be watched. */
    public static void stress(Class<?> operations) {
        check(new StressOptions().invocationsPerIteration(200), 6, operations);
    }

    private static void check(Options<?, ?> options, int scenarios, Class<?> operations) {
        int rounds = Integer.getInteger(ROUNDS, 1);
        assertThat(rounds).as(ROUNDS).isPositive();
        options.iterations(scenarios * rounds)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(operations);
    }
}
