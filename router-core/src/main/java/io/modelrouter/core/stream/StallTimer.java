package io.modelrouter.core.stream;

import java.util.concurrent.ScheduledExecutorService;

/** The clock and the alarm that tell when a reader has gone silent; tests move it by hand. Thread-safe. */
public interface StallTimer {

    /** A running alarm. */
    @FunctionalInterface
    interface Alarm {
        /** The alarm is not needed any more; no effect if it has gone off. */
        void cancel();
    }

    /** Nanoseconds of a clock that never goes back; only differences mean anything. */
    long nanoTime();

    /** Runs a task, which does not block, once after this many nanoseconds. Never throws. */
    Alarm after(long nanos, Runnable task);

    /**
     * A timer over the system's clock and this scheduler. Let the scheduler forget cancelled tasks
     * ({@link java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy}). Where it refuses a task, as after
     * its shutdown, readers are not watched.
     */
    static StallTimer of(ScheduledExecutorService scheduler) {
        return new SchedulerStallTimer(scheduler);
    }
}
