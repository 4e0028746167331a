package io.modelrouter.core.health;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps retries a small share of all attempts, so that a router does not multiply the load of an outage (R2.4): 50 to begin
 * with and at most, a tenth more for each first attempt, one less for each further one. Lock-free.
 */
public final class RetryBudget {
    private static final int FULL = 500;
    private static final int FURTHER = 10;

    private final AtomicInteger tenths = new AtomicInteger(FULL);

    /** A call makes its first attempt. */
    public void first() {
        tenths.updateAndGet(left -> Math.min(FULL, left + 1));
    }

    /** Whether a call may make a further attempt; it is counted then. */
    public boolean tryFurther() {
        int before = tenths.getAndUpdate(left -> left >= FURTHER ? left - FURTHER : left);
        return before >= FURTHER;
    }

    /** Further attempts that may be made at once. */
    public int left() {
        return tenths.get() / FURTHER;
    }
}
