package io.modelrouter.core.pipeline;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries records to the call log on a thread of its own, so that a slow log slows nobody (R1.16). Bounded: what does not
 * fit is counted and dropped. Records leave in the order in which they came, so of two of one call the later is written
 * later.
 */
final class RecordQueue implements AutoCloseable {
    static final int CAPACITY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecordQueue.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /** Between tries while the router closes. */
    private static final Duration CLOSING_PAUSE = Duration.ofMillis(50);

    private final int capacity;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<CallRecord> queue = new ArrayDeque<>();
    private final RecordBatch batch;
    private final @Nullable Thread writer;
    private long dropped;
    private boolean closing;
    private boolean closed;
    private long closingNanos;

    RecordQueue(CallLog log) {
        this(log, CAPACITY, System::nanoTime);
    }

    RecordQueue(CallLog log, int capacity, LongSupplier nanos) {
        this.capacity = capacity;
        this.nanos = nanos;
        this.batch = new RecordBatch(log, this::drop);
        if (log == CallLog.NONE) {
            this.writer = null;
        } else {
            this.writer = new Thread(this::run, "modelrouter-records");
            this.writer.setDaemon(true);
            this.writer.start();
        }
    }

    /** Never waits for the log. */
    void add(CallRecord record) {
        if (writer == null) {
            return;
        }
        lock.lock();
        try {
            if (!closed && queue.size() < capacity) {
                queue.add(record);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        drop(1);
    }

    /** Records that were never written. */
    long droppedCount() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void drop(int count) {
        long before;
        lock.lock();
        try {
            before = dropped;
            dropped += count;
        } finally {
            lock.unlock();
        }
        // At the first, second, fourth, eighth ... so that a log that is down does not fill this one.
        if (Long.highestOneBit(before) != Long.highestOneBit(before + count)) {
            LOG.error(
                    "{} records of calls were dropped so far, because the call log did not take them", before + count);
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        while (awaitWork(pause)) {
            pause = batch.write();
        }
    }

    /** Waits, then fills the batch; false once nothing is left to do. */
    private boolean awaitWork(Duration pause) {
        lock.lock();
        try {
            for (long left = pause.toNanos(); left > 0; ) {
                left = Math.min(left, closing ? CLOSING_PAUSE.toNanos() : left);
                left = changed(left);
            }
            while (queue.isEmpty() && batch.isEmpty()) {
                if (closing) {
                    return false;
                }
                changed(CLOSING.toNanos());
            }
            while (!queue.isEmpty() && batch.hasRoom()) {
                batch.add(queue.remove());
            }
            return !closed && (!closing || nanos.getAsLong() - closingNanos < CLOSING.toNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Nobody interrupts this thread but code of the log's; its work goes on. */
    private long changed(long most) {
        try {
            return changed.awaitNanos(most);
        } catch (InterruptedException e) {
            return most;
        }
    }

    /** Writes what waits, for at most 10 seconds; what could not be written then is counted as dropped. */
    @Override
    public void close() {
        if (writer == null) {
            return;
        }
        lock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
            closingNanos = nanos.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            TimeUnit.NANOSECONDS.timedJoin(writer, CLOSING.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = takeAll();
        if (left > 0) {
            drop(left);
        }
    }

    private int takeAll() {
        lock.lock();
        try {
            closed = true;
            int left = queue.size() + batch.size();
            queue.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }
}
