package io.modelrouter.core.pipeline;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records that are on their way into the log. A failed write keeps them (R1.16). From the third failure on they are
 * written one by one, so that one record that the log cannot take does not hold up the others: it is given up once it was
 * refused {@value #REFUSALS} times while others were taken. Used by one thread; {@link #size} by any.
 */
final class RecordBatch {
    static final int LARGEST = 500;
    static final int REFUSALS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RecordBatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int WHOLE_TRIES = 2;

    private final CallLog log;
    private final IntConsumer given;
    private final List<Waiting> waiting = new ArrayList<>();
    /** Refused since the log last took one. */
    private final Set<Waiting> suspects = new LinkedHashSet<>();

    private volatile int size;
    private int failures;
    private int probes;

    private static final class Waiting {
        final CallRecord record;
        int refusals;

        Waiting(CallRecord record) {
            this.record = record;
        }
    }

    /**
     * @param given told how many records were given up
     */
    RecordBatch(CallLog log, IntConsumer given) {
        this.log = log;
        this.given = given;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean hasRoom() {
        return waiting.size() < LARGEST;
    }

    int size() {
        return size;
    }

    void add(CallRecord record) {
        waiting.add(new Waiting(record));
        size = waiting.size();
    }

    /**
     * Tries to write all.
     *
     * @return how long to wait before the next try; zero if there is nothing to wait for
     */
    Duration write() {
        try {
            if (failures < WHOLE_TRIES) {
                log.writeAll(waiting.stream().map(each -> each.record).toList());
                waiting.clear();
            } else {
                writeOneByOne();
            }
        } catch (RuntimeException | Error e) {
            return failed(e);
        } finally {
            size = waiting.size();
        }
        if (waiting.isEmpty()) {
            failures = 0;
            return Duration.ZERO;
        }
        return pause();
    }

    private void writeOneByOne() {
        Throwable last = null;
        boolean taken = false;
        int inARow = 0;
        // Where nothing is taken the next try begins with others. Of one call the earlier words go first.
        int start = probes * REFUSALS % waiting.size();
        Set<String> behind = new HashSet<>();
        waiting.subList(0, start).forEach(each -> behind.add(each.record.id()));
        for (Waiting next : List.copyOf(waiting.subList(start, waiting.size()))) {
            if (behind.contains(next.record.id())) {
                continue;
            }
            try {
                log.write(next.record);
                waiting.remove(next);
                suspects.remove(next);
                refuseSuspects();
                taken = true;
                inARow = 0;
            } catch (RuntimeException | Error e) {
                last = e;
                suspects.add(next);
                behind.add(next.record.id());
                if (++inARow == REFUSALS) {
                    // Most likely it takes nothing at all.
                    break;
                }
            }
        }
        if (taken) {
            probes = 0;
            failures = WHOLE_TRIES;
        } else {
            probes++;
            if (last != null) {
                throw new IllegalStateException("the call log takes no record", last);
            }
        }
    }

    /** Another record was taken, so the log is well and it is these that it refuses. */
    private void refuseSuspects() {
        for (Waiting suspect : suspects) {
            suspect.refusals++;
            if (suspect.refusals == REFUSALS) {
                waiting.remove(suspect);
                LOG.error(
                        "The call log takes others, but not the record of call {}; it is given up",
                        suspect.record.id());
                given.accept(1);
            }
        }
        suspects.clear();
    }

    private Duration failed(Throwable failure) {
        failures++;
        if (Integer.bitCount(failures) == 1) {
            LOG.warn(
                    "The call log failed {} times in a row; {} records are tried again",
                    failures,
                    waiting.size(),
                    failure);
        }
        return pause();
    }

    private Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
