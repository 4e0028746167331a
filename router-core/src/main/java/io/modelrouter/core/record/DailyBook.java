package io.modelrouter.core.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Daily sums of calls, at most a number of rows. Where a new row does not fit, whole days go, the oldest first, down to the
 * day that the row is for; and if that is not enough, calls of further models count under {@value #OTHER}. What remains
 * then grows with the configured names alone (tokens, accounts, channels), not with what callers write. Not thread-safe.
 */
final class DailyBook {
    /** The model of calls for which there was no room. */
    static final String OTHER = "other";

    private final ZoneId zone;
    private final int maxRows;
    private final TreeMap<LocalDate, Map<DailyKey, DailyRow>> days = new TreeMap<>();
    private int size;

    DailyBook(ZoneId zone, int maxRows) {
        this.zone = zone;
        this.maxRows = maxRows;
    }

    /** Counts a call; gives the rows under which it is counted. */
    List<DailyKey> add(CallRecord record) {
        List<DailyKey> counted = new ArrayList<>();
        for (DailyKey key : DailyKey.of(record, date(record.time()))) {
            counted.add(add(key, record));
        }
        return List.copyOf(counted);
    }

    private DailyKey add(DailyKey wanted, CallRecord record) {
        Map<DailyKey, DailyRow> known = days.get(wanted.date());
        DailyKey key = wanted;
        if (known == null || !known.containsKey(wanted)) {
            makeRoom(wanted.date());
            if (size >= maxRows) {
                key = wanted.withModel(OTHER);
            }
        }
        DailyRow row = days.computeIfAbsent(key.date(), day -> new HashMap<>()).computeIfAbsent(key, absent -> {
            size++;
            return new DailyRow();
        });
        row.add(record, 1);
        return key;
    }

    private void makeRoom(LocalDate date) {
        while (size >= maxRows && !days.isEmpty() && days.firstKey().isBefore(date)) {
            size -= days.pollFirstEntry().getValue().size();
        }
    }

    /** Takes a call back that was counted under these rows. */
    void remove(CallRecord record, List<DailyKey> counted) {
        for (DailyKey key : counted) {
            Map<DailyKey, DailyRow> day = days.get(key.date());
            DailyRow row = day == null ? null : day.get(key);
            if (day != null && row != null) {
                row.add(record, -1);
                if (row.isEmpty()) {
                    day.remove(key);
                    size--;
                    if (day.isEmpty()) {
                        days.remove(key.date());
                    }
                }
            }
        }
    }

    List<DailyUsage> sums(CallFilter filter, List<DailyGroup> by) {
        LocalDate first = filter.from().map(this::date).orElse(LocalDate.MIN);
        LocalDate last = filter.to().map(to -> date(to.minusNanos(1))).orElse(LocalDate.MAX);
        Map<DailyKey, DailyRow> sums = new TreeMap<>(DailyKey.order(by));
        if (!first.isAfter(last)) {
            days.subMap(first, true, last, true)
                    .values()
                    .forEach(rows -> rows.forEach((key, row) -> {
                        if (key.matches(filter, by)) {
                            sums.computeIfAbsent(key.only(by), absent -> new DailyRow())
                                    .add(row);
                        }
                    }));
        }
        List<DailyUsage> told = new ArrayList<>();
        sums.forEach((key, row) -> told.add(row.toUsage(key)));
        return told;
    }

    int size() {
        return size;
    }

    private LocalDate date(Instant time) {
        return time.atZone(zone).toLocalDate();
    }
}
