package io.modelrouter.core.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls of this process, in memory. It keeps the newest records, by default {@value #RECORDS} (about 2 KB each), and at most
 * {@value #DAILY_ROWS} rows of daily sums (about 1 KB each): one for each day, token, channel, model, account and outcome
 * that occurs. Where rows do not fit the oldest days go, and on a single day further models count under {@code other}. Daily
 * sums outlive the records that they were made of; a record that is written again after newer ones took its place counts
 * again. Safe from any thread; nothing blocks.
 */
public final class InMemoryCallLog implements CallLog, CallHistory {
    /** How many records are kept unless said otherwise. */
    public static final int RECORDS = 10_000;

    /** How many rows of daily sums are kept. */
    public static final int DAILY_ROWS = 10_000;

    private static final int LARGEST_PAGE = 1_000;

    private final int maxRecords;
    private final DailyBook daily;
    private final TreeMap<CallPosition, Kept> records = new TreeMap<>();
    private final Map<String, CallPosition> positions = new HashMap<>();

    private record Kept(CallRecord record, List<DailyKey> counted) {}

    /**
     * @param zone in which days begin and end
     */
    public InMemoryCallLog(ZoneId zone) {
        this(zone, RECORDS);
    }

    /**
     * @param zone in which days begin and end
     * @param maxRecords how many records are kept, at least 1
     */
    public InMemoryCallLog(ZoneId zone, int maxRecords) {
        this(zone, maxRecords, DAILY_ROWS);
    }

    InMemoryCallLog(ZoneId zone, int maxRecords, int maxRows) {
        Objects.requireNonNull(zone, "zone");
        if (maxRecords < 1) {
            throw new IllegalArgumentException("maxRecords must be at least 1");
        }
        this.maxRecords = maxRecords;
        this.daily = new DailyBook(zone, maxRows);
    }

    @Override
    public synchronized void write(CallRecord record) {
        CallPosition before = positions.remove(record.id());
        Kept known = before == null ? null : records.remove(before);
        if (known != null) {
            daily.remove(known.record, known.counted);
        }
        CallPosition position = CallPosition.of(record);
        records.put(position, new Kept(record, daily.add(record)));
        positions.put(record.id(), position);
        if (records.size() > maxRecords) {
            forgetOldest();
        }
    }

    @Override
    public synchronized CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
        if (max < 1 || max > LARGEST_PAGE) {
            throw new IllegalArgumentException("max must be from 1 to " + LARGEST_PAGE);
        }
        CallPosition after = CallPosition.ofCursor(cursor);
        List<CallRecord> found = new ArrayList<>();
        for (Kept kept : (after == null ? records : records.tailMap(after, false)).values()) {
            if (filter.matches(kept.record)) {
                if (found.size() == max) {
                    return new CallPage(
                            found, CallPosition.of(found.get(max - 1)).toCursor());
                }
                found.add(kept.record);
            }
        }
        return new CallPage(found, null);
    }

    @Override
    public synchronized List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
        return daily.sums(filter, by);
    }

    @Override
    public synchronized int forget(Instant before, int max) {
        int forgotten = 0;
        while (forgotten < max && !records.isEmpty() && records.lastKey().time().isBefore(before)) {
            forgetOldest();
            forgotten++;
        }
        return forgotten;
    }

    private void forgetOldest() {
        positions.remove(records.pollLastEntry().getKey().id());
    }
}
