package io.modelrouter.core.quota;

import io.modelrouter.quota.LedgerUnavailableException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Repeats a ledger operation whose outcome is unclear: the same operation with the same id, 3 tries, a jittered pause of up
 * to 50 and 100 ms between them (R1.6).
 */
public final class LedgerRetry {
    private static final int TRIES = 3;
    private static final long BASE_MILLIS = 50;

    private final Supplier<RandomGenerator> random;
    private final Pause pause;

    /** Waits; injected so that tests do not. */
    @FunctionalInterface
    public interface Pause {
        /**
         * @throws InterruptedException if the waiting thread was interrupted
         */
        void pause(Duration duration) throws InterruptedException;
    }

    public LedgerRetry(Supplier<RandomGenerator> random, Pause pause) {
        this.random = random;
        this.pause = pause;
    }

    /**
     * @throws LedgerUnavailableException if it is still unclear after the last try
     */
    public <T> T call(Supplier<T> operation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return operation.get();
            } catch (LedgerUnavailableException e) {
                if (attempt == TRIES) {
                    throw e;
                }
                try {
                    pause.pause(Duration.ofMillis(1 + random.get().nextLong(BASE_MILLIS * attempt)));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }
}
