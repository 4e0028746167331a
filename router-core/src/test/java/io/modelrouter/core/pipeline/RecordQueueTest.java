package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.wire.Dialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("R1.16")
@DisplayName("The queue of records")
@Timeout(20)
class RecordQueueTest {
    private final List<String> written = Collections.synchronizedList(new ArrayList<>());

    private static CallRecord record(String id) {
        return CallRecord.builder(id, Instant.EPOCH, "m", Dialect.OPENAI_CHAT).build();
    }

    /** A log that stands still until it is let go. */
    private final class SlowLog implements CallLog {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void write(CallRecord record) {
            writeAll(List.of(record));
        }

        @Override
        public void writeAll(List<CallRecord> records) {
            reached.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    go.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            assertThat(interrupted).isFalse();
            batches.add(records.size());
            records.forEach(record -> written.add(record.id()));
        }
    }

    @Test
    @DisplayName("is written until empty by close")
    void closed() {
        RecordQueue queue = new RecordQueue(record -> written.add(record.id()));
        for (int i = 0; i < 1_234; i++) {
            queue.add(record("r" + i));
        }

        queue.close();

        assertThat(written).hasSize(1_234).startsWith("r0", "r1").endsWith("r1233");
        assertThat(queue.droppedCount()).isZero();
    }

    @Test
    @DisplayName("goes to the log in batches of at most 500")
    void batches() throws Exception {
        SlowLog log = new SlowLog();
        RecordQueue queue = new RecordQueue(log);
        queue.add(record("first"));
        log.reached.await();
        for (int i = 0; i < 1_100; i++) {
            queue.add(record("r" + i));
        }

        log.go.countDown();
        queue.close();

        assertThat(log.batches).containsExactly(1, 500, 500, 100);
    }

    @Test
    @DisplayName("drops and counts what does not fit, and lets nobody wait for the log")
    void full() throws Exception {
        SlowLog log = new SlowLog();
        RecordQueue queue = new RecordQueue(log, 10, System::nanoTime);
        queue.add(record("first"));
        log.reached.await();

        for (int i = 0; i < 15; i++) {
            queue.add(record("r" + i));
        }

        assertThat(queue.droppedCount()).isEqualTo(5);
        log.go.countDown();
        queue.close();
        assertThat(written).hasSize(11).contains("r9").doesNotContain("r10");
    }

    @Test
    @DisplayName("keeps what a failed write did not take, also while the router closes")
    void triedAgain() {
        AtomicInteger tries = new AtomicInteger();
        RecordQueue queue = new RecordQueue(record -> {
            if (tries.incrementAndGet() <= 3) {
                throw new IllegalStateException("not now");
            }
            written.add(record.id());
        });
        queue.add(record("a"));

        queue.close();

        assertThat(written).containsExactly("a");
        assertThat(queue.droppedCount()).isZero();
    }

    @Test
    @DisplayName("survives an Error of the log's")
    void error() {
        AtomicInteger tries = new AtomicInteger();
        RecordQueue queue = new RecordQueue(record -> {
            if (tries.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a driver's");
            }
            written.add(record.id());
        });
        queue.add(record("a"));

        queue.close();

        assertThat(written).containsExactly("a");
    }

    @Test
    @DisplayName("gives up after 10 seconds of closing and counts what is left")
    void neverTaken() {
        // The clock of the queue leaps over the ten seconds at its second look.
        AtomicInteger looks = new AtomicInteger();
        RecordQueue queue = new RecordQueue(
                record -> {
                    throw new IllegalStateException("never");
                },
                100,
                () -> TimeUnit.SECONDS.toNanos(11L * looks.getAndIncrement()));
        queue.add(record("a"));
        queue.add(record("b"));

        queue.close();
        queue.add(record("late"));

        assertThat(queue.droppedCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("of no log has no thread and drops nothing")
    void none() {
        RecordQueue queue = new RecordQueue(CallLog.NONE);
        queue.add(record("a"));
        queue.close();

        assertThat(queue.droppedCount()).isZero();
    }
}
