package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R1.16")
@DisplayName("A batch of records")
class RecordBatchTest {
    private final List<String> written = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private final AtomicInteger given = new AtomicInteger();
    private boolean down;
    private int writes;

    private final CallLog log = new CallLog() {
        @Override
        public void write(CallRecord record) {
            writes++;
            if (down || refused.contains(record.id())) {
                throw new IllegalStateException("not now");
            }
            written.add(record.id() + "/" + record.status());
        }

        @Override
        public void writeAll(List<CallRecord> records) {
            sizes.add(records.size());
            if (down || records.stream().anyMatch(record -> refused.contains(record.id()))) {
                throw new IllegalStateException("not now");
            }
            records.forEach(this::write);
        }
    };
    private final RecordBatch batch = new RecordBatch(log, given::addAndGet);

    private static CallRecord record(String id, int status) {
        return CallRecord.builder(id, Instant.EPOCH, "m", Dialect.OPENAI_CHAT)
                .status(status)
                .build();
    }

    private void add(String... ids) {
        for (String id : ids) {
            batch.add(record(id, 200));
        }
    }

    @Test
    @DisplayName("is written in one step, in its order")
    void oneStep() {
        add("a", "b", "c");

        assertThat(batch.write()).isZero();

        assertThat(sizes).containsExactly(3);
        assertThat(written).containsExactly("a/200", "b/200", "c/200");
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("has room for 500")
    void room() {
        for (int i = 0; i < 499; i++) {
            add("r" + i);
        }
        assertThat(batch.hasRoom()).isTrue();
        add("last");
        assertThat(batch.hasRoom()).isFalse();
    }

    @Test
    @DisplayName("is kept by a failed write and tried again with pauses that grow to half a minute")
    void keptWhileDown() {
        add("a", "b");
        down = true;

        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pauses.add(batch.write().toMillis());
        }
        down = false;
        Duration last = batch.write();

        assertThat(pauses)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L, 30_000L);
        assertThat(last).isZero();
        assertThat(written).containsExactly("a/200", "b/200");
        assertThat(given).hasValue(0);
    }

    @Test
    @DisplayName("begins anew with short pauses and whole batches after the log is well again")
    void wellAgain() {
        add("a");
        down = true;
        for (int i = 0; i < 6; i++) {
            batch.write();
        }
        down = false;
        batch.write();
        sizes.clear();

        add("b", "c");
        batch.write();
        down = true;
        add("d");

        assertThat(batch.write()).hasMillis(100);
        assertThat(sizes).containsExactly(2, 1);
    }

    @Test
    @DisplayName("does not lose the others to one record that the log cannot take, which is given up and counted")
    void poison() {
        refused.add("bad");
        add("a", "bad", "b");

        for (int i = 0; i < 8; i++) {
            add("more" + i);
            batch.write();
        }

        assertThat(written).contains("a/200", "b/200", "more0/200", "more7/200").doesNotContain("bad/200");
        assertThat(given).hasValue(1);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("gives nothing up while the log takes nothing at all, and asks it only a few times each try")
    void patient() {
        for (int i = 0; i < 100; i++) {
            add("r" + i);
        }
        down = true;
        for (int i = 0; i < 50; i++) {
            batch.write();
        }

        assertThat(writes).isLessThanOrEqualTo(50 * 3);
        assertThat(given).hasValue(0);
        down = false;
        while (!batch.isEmpty()) {
            batch.write();
        }
        assertThat(written).hasSize(100).doesNotHaveDuplicates();
        assertThat(given).hasValue(0);
    }

    @Test
    @DisplayName("gets past several that cannot be taken, wherever they stand")
    void manyPoisoned() {
        for (int i = 0; i < 10; i++) {
            refused.add("bad" + i);
            add("bad" + i);
        }
        add("a", "b");

        for (int i = 0; i < 100 && !batch.isEmpty(); i++) {
            batch.write();
            add("more" + i);
        }

        assertThat(written).contains("a/200", "b/200");
        assertThat(given).hasValue(10);
    }

    @Test
    @DisplayName("never writes earlier words of a call after later ones")
    void orderOfOneCall() {
        refused.add("a");
        batch.add(record("a", 1));
        add("x", "y", "z");
        batch.add(record("a", 2));
        for (int i = 0; i < 3; i++) {
            batch.write();
        }
        refused.clear();
        while (!batch.isEmpty()) {
            batch.write();
        }

        assertThat(written).filteredOn(word -> word.startsWith("a/")).containsExactly("a/1", "a/2");
    }
}
