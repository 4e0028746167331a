package io.modelrouter.core.stream;

import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Alarms of a scheduler, time of the system. */
final class SchedulerStallTimer implements StallTimer {
    private final ScheduledExecutorService scheduler;

    SchedulerStallTimer(ScheduledExecutorService scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Alarm after(long nanos, Runnable task) {
        try {
            Future<?> future = scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }
}
