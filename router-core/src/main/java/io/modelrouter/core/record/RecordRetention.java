package io.modelrouter.core.record;

import io.modelrouter.observe.CallHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a history forget records after their time, in steps of {@value #STEP} and at most {@value #STEPS} steps at once, so
 * that no step holds up the store for long. Daily sums stay.
 */
public final class RecordRetention {
    static final int STEP = 1_000;
    static final int STEPS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(RecordRetention.class);

    private final CallHistory history;
    private final Duration keep;
    private final InstantSource clock;

    /**
     * @param keep how long records are kept; zero for ever
     */
    public RecordRetention(CallHistory history, Duration keep, InstantSource clock) {
        this.history = history;
        this.keep = keep;
        this.clock = clock;
    }

    /** Forgets what is due. A failure is logged; the next round tries again. */
    public void tend() {
        if (keep.isZero()) {
            return;
        }
        try {
            Instant before = clock.instant().minus(keep);
            for (int step = 0; step < STEPS; step++) {
                if (history.forget(before, STEP) < STEP) {
                    return;
                }
            }
            LOG.warn("More than {} records are older than {}; the rest is forgotten later", STEP * STEPS, keep);
        } catch (RuntimeException e) {
            LOG.warn("Old records of calls could not be forgotten; it is tried again", e);
        }
    }
}
