package io.modelrouter.providers.demo;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for one exchange: until the time is over, the deadline is reached, or somebody ends it from any thread. */
final class DemoPause {

    /** How a wait passes; replaced in tests. */
    @FunctionalInterface
    interface Sleeper {
        /** Waits on the condition, as {@link Condition#awaitNanos} does. */
        long sleep(Condition condition, long nanos) throws InterruptedException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Sleeper sleeper;
    private long nanosLeft;
    private boolean over;

    /** @param allowed how much waiting the call may do in all */
    DemoPause(Sleeper sleeper, Duration allowed) {
        this.sleeper = sleeper;
        this.nanosLeft = saturatedNanos(allowed);
    }

    /** From any thread, any number of times. */
    void end() {
        lock.lock();
        try {
            over = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * @throws ProviderException ENDED if it was ended before or during the wait; TIMEOUT if the call's time is used up
     */
    void await(Duration pause) throws ProviderException {
        lock.lock();
        try {
            long nanos = Math.min(pause.toNanos(), nanosLeft);
            long left = nanos;
            while (left > 0 && !over) {
                left = sleeper.sleep(ended, left);
            }
            if (over) {
                throw new ProviderException(FailureKind.ENDED, "the demo's answer was cancelled", null);
            }
            nanosLeft -= nanos;
            if (nanos < pause.toNanos()) {
                throw new ProviderException(
                        FailureKind.TIMEOUT, "the call's time ended during the demo's answer", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException(FailureKind.ENDED, "interrupted while waiting for the demo's answer", e);
        } finally {
            lock.unlock();
        }
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return Math.max(0, duration.toNanos());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
