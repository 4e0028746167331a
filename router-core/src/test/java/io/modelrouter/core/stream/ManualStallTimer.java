package io.modelrouter.core.stream;

import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timer that a test moves; alarms that are due go off on the test's thread. */
final class ManualStallTimer implements StallTimer {
    private record Set(long due, Runnable task) {}

    private final ManualClock clock = new ManualClock();
    private final List<Set> alarms = new ArrayList<>();

    @Override
    public synchronized long nanoTime() {
        return clock.nanoTime().getAsLong();
    }

    @Override
    public synchronized Alarm after(long nanos, Runnable task) {
        Set alarm = new Set(nanoTime() + nanos, task);
        alarms.add(alarm);
        return () -> {
            synchronized (this) {
                alarms.remove(alarm);
            }
        };
    }

    synchronized int running() {
        return alarms.size();
    }

    void advance(Duration time) {
        clock.advance(time);
        Runnable due;
        while ((due = nextDue()) != null) {
            due.run();
        }
    }

    private synchronized Runnable nextDue() {
        for (Set alarm : alarms) {
            if (alarm.due() - nanoTime() <= 0) {
                alarms.remove(alarm);
                return alarm.task();
            }
        }
        return null;
    }
}
