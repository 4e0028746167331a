package io.modelrouter.testkit;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.LatencyScale;
import io.modelrouter.quota.AccountId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a history says, in the plainest way: it keeps every record for ever and counts anew for each question. */
final class CallHistoryModel {
    private static final Comparator<CallRecord> NEWEST_FIRST =
            Comparator.comparing(CallRecord::time).thenComparing(CallRecord::id).reversed();

    private final ZoneId zone;
    private final Map<String, CallRecord> records = new LinkedHashMap<>();
    private final Set<String> forgotten = new HashSet<>();

    CallHistoryModel(ZoneId zone) {
        this.zone = zone;
    }

    void write(CallRecord record) {
        records.put(record.id(), record);
    }

    List<CallRecord> calls(CallFilter filter) {
        return records.values().stream()
                .filter(record -> !forgotten.contains(record.id()))
                .filter(filter::matches)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    int forget(Instant before) {
        int count = 0;
        for (CallRecord record : records.values()) {
            if (record.time().isBefore(before) && forgotten.add(record.id())) {
                count++;
            }
        }
        return count;
    }

    List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
        CallFilter days = filter.from(null).to(null);
        Map<List<String>, List<CallRecord>> groups = new TreeMap<>((one, other) -> compare(one, other));
        for (CallRecord record : records.values()) {
            if (!days.matches(record) || !inDays(record, filter)) {
                continue;
            }
            for (AccountId account : payers(record, filter, by)) {
                groups.computeIfAbsent(key(record, account, by), key -> new ArrayList<>())
                        .add(record);
            }
        }
        List<DailyUsage> sums = new ArrayList<>();
        groups.forEach((key, of) -> sums.add(sum(key, by, of)));
        return sums;
    }

    private boolean inDays(CallRecord record, CallFilter filter) {
        LocalDate date = date(record.time());
        return filter.from().map(from -> !date.isBefore(date(from))).orElse(true)
                && filter.to().map(to -> !date.isAfter(date(to.minusNanos(1)))).orElse(true);
    }

    private LocalDate date(Instant time) {
        return time.atZone(zone).toLocalDate();
    }

    /** Under which accounts a call counts; one that stands for all where they are not told apart. */
    private static List<AccountId> payers(CallRecord record, CallFilter filter, List<DailyGroup> by) {
        if (!by.contains(DailyGroup.ACCOUNT)) {
            return List.of(new AccountId("all"));
        }
        return filter.account().map(List::of).orElse(record.accounts()).stream()
                .distinct()
                .toList();
    }

    private List<String> key(CallRecord record, AccountId account, List<DailyGroup> by) {
        List<String> key = new ArrayList<>();
        key.add(date(record.time()).toString());
        for (DailyGroup group : by) {
            key.add(
                    switch (group) {
                        case ACCOUNT -> account.value();
                        case TOKEN -> record.token();
                        case CHANNEL -> record.channel() == null ? "" : record.channel();
                        case MODEL -> record.requestedModel();
                    });
        }
        return key;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static DailyUsage sum(List<String> key, List<DailyGroup> by, List<CallRecord> of) {
        int account = by.indexOf(DailyGroup.ACCOUNT);
        int token = by.indexOf(DailyGroup.TOKEN);
        int channel = by.indexOf(DailyGroup.CHANNEL);
        int model = by.indexOf(DailyGroup.MODEL);
        return new DailyUsage(
                LocalDate.parse(key.get(0)),
                account < 0 ? null : new AccountId(key.get(account + 1)),
                token < 0 ? null : key.get(token + 1),
                channel < 0 ? null : key.get(channel + 1),
                model < 0 ? null : key.get(model + 1),
                of.size(),
                of.stream().filter(record -> !record.succeeded()).count(),
                of.stream().mapToLong(record -> record.usage().prompt()).sum(),
                of.stream().mapToLong(record -> record.usage().cacheRead()).sum(),
                of.stream().mapToLong(record -> record.usage().cacheWrite()).sum(),
                of.stream().mapToLong(record -> record.usage().output()).sum(),
                of.stream().mapToLong(record -> record.usage().reasoning()).sum(),
                of.stream().mapToLong(record -> record.costNanos().orElse(0)).sum(),
                latency(of));
    }

    private static DailyUsage.Latency latency(List<CallRecord> of) {
        long[] counts = new long[LatencyScale.BUCKETS];
        BigInteger nanos = BigInteger.ZERO;
        for (CallRecord record : of) {
            counts[LatencyScale.bucket(record.elapsed())]++;
            nanos = nanos.add(BigInteger.valueOf(record.elapsed().toNanos()));
        }
        Duration mean =
                Duration.ofNanos(nanos.divide(BigInteger.valueOf(of.size())).longValueExact());
        return new DailyUsage.Latency(
                mean,
                LatencyScale.percentile(counts, 0.5),
                LatencyScale.percentile(counts, 0.95),
                LatencyScale.percentile(counts, 0.99));
    }
}
