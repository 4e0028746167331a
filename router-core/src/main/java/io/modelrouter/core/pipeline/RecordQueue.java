package io.modelrouter.core.pipeline;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries records to the call log on a thread of its own, so that a slow log slows nobody (R1.16). Bounded: what does not
 * fit is counted and dropped; a failed write is tried again before the next record.
 */
final class RecordQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordQueue.class);
    private static final int CAPACITY = 10_000;
    private static final int TRIES = 3;

    private final CallLog log;
    private final BlockingQueue<CallRecord> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final @Nullable Thread writer;
    private volatile boolean closing;

    RecordQueue(CallLog log) {
        this.log = log;
        if (log == CallLog.NONE) {
            this.writer = null;
        } else {
            this.writer = new Thread(this::run, "modelrouter-records");
            this.writer.setDaemon(true);
            this.writer.start();
        }
    }

    void add(CallRecord record) {
        if (writer != null && !queue.offer(record) && dropped.getAndIncrement() % CAPACITY == 0) {
            LOG.error("The call log is too slow; {} records were dropped so far", dropped.get());
        }
    }

    long droppedCount() {
        return dropped.get();
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                CallRecord record = queue.poll(1, TimeUnit.SECONDS);
                if (record != null) {
                    write(record);
                }
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    private void write(CallRecord record) {
        for (int attempt = 1; ; attempt++) {
            try {
                log.write(record);
                return;
            } catch (RuntimeException e) {
                if (attempt == TRIES) {
                    dropped.incrementAndGet();
                    LOG.error("The record of call {} could not be written", record.id(), e);
                    return;
                }
            }
        }
    }

    /** Writes what waits, for at most 10 seconds. */
    @Override
    public void close() {
        closing = true;
        if (writer == null) {
            return;
        }
        try {
            writer.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
