package io.modelrouter.store.jdbc.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.observe.LatencyScale;
import io.modelrouter.quota.AccountId;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds up daily sums by what is asked for. */
final class DailyReader {
    private static final String SUMS = "SUM(d.calls), SUM(CASE WHEN d.failed THEN d.calls ELSE 0 END),"
            + " SUM(d.prompt_tokens), SUM(d.cached_tokens), SUM(d.cache_write_tokens), SUM(d.completion_tokens),"
            + " SUM(d.reasoning_tokens), SUM(d.cost), SUM(d.elapsed)";

    private final ZoneId zone;

    DailyReader(ZoneId zone) {
        this.zone = zone;
    }

    /** The day and the fields that the sums are told apart by, in their order. */
    private record Group(List<String> fields) {
        static Group read(ResultSet row, int size) throws SQLException {
            List<String> fields = new ArrayList<>();
            for (int i = 1; i <= size; i++) {
                fields.add(row.getString(i));
            }
            return new Group(fields);
        }

        /** Strings as Java orders them, whatever the database's collation. */
        static int compare(Group one, Group other) {
            for (int i = 0; i < one.fields.size(); i++) {
                int order = one.fields.get(i).compareTo(other.fields.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    private record Sums(Group group, long[] amounts) {}

    private record Bucket(Group group, int number, long calls) {}

    List<DailyUsage> daily(JdbcSession session, CallFilter filter, List<DailyGroup> by) throws SQLException {
        List<DailyGroup> groups = by.stream().distinct().toList();
        boolean accounts =
                groups.contains(DailyGroup.ACCOUNT) || filter.account().isPresent();
        String fields = "d.called_on"
                + groups.stream().map(group -> ", " + column(group)).collect(Collectors.joining());
        String tables =
                " FROM modelrouter_daily d" + (accounts ? " JOIN modelrouter_payers p ON p.payers = d.payers" : "");
        CallQuery query = conditions(filter);
        int size = groups.size() + 1;
        List<Sums> sums = session.query(
                "SELECT " + fields + ", " + SUMS + tables + query.where() + " GROUP BY " + fields
                        + " HAVING SUM(d.calls) <> 0",
                row -> new Sums(Group.read(row, size), amounts(row, size)),
                query.parameters());
        Map<Group, long[]> latencies = new HashMap<>();
        session.query(
                        "SELECT " + fields + ", l.bucket, SUM(l.calls)" + tables
                                + " JOIN modelrouter_daily_latency l ON l.daily_key = d.daily_key" + query.where()
                                + " GROUP BY " + fields + ", l.bucket",
                        row -> new Bucket(Group.read(row, size), row.getInt(size + 1), row.getLong(size + 2)),
                        query.parameters())
                .forEach(bucket -> latencies
                                .computeIfAbsent(bucket.group(), group -> new long[LatencyScale.BUCKETS])[
                                bucket.number()] =
                        bucket.calls());
        return sums.stream()
                .sorted(Comparator.comparing(Sums::group, Group::compare))
                .map(sum -> usage(sum, groups, latencies.getOrDefault(sum.group(), new long[LatencyScale.BUCKETS])))
                .toList();
    }

    private CallQuery conditions(CallFilter filter) {
        CallQuery query = new CallQuery()
                .andName("p.account = ?", filter.account().map(AccountId::value), CallRow.NAME)
                .andName("d.token = ?", filter.token(), CallRow.NAME)
                .andName("d.model = ?", filter.model(), CallRow.MODEL)
                .andName("d.channel = ?", filter.channel(), CallRow.NAME);
        filter.failed().ifPresent(failed -> query.and("d.failed = ?", failed));
        filter.from().ifPresent(from -> query.and("d.called_on >= ?", Days.of(from, zone)));
        filter.to().ifPresent(to -> query.and("d.called_on <= ?", Days.before(to, zone)));
        return query;
    }

    private static String column(DailyGroup group) {
        return switch (group) {
            case ACCOUNT -> "p.account";
            case TOKEN -> "d.token";
            case CHANNEL -> "d.channel";
            case MODEL -> "d.model";
        };
    }

    private static long[] amounts(ResultSet row, int before) throws SQLException {
        long[] amounts = new long[9];
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] = row.getLong(before + 1 + i);
        }
        return amounts;
    }

    private static DailyUsage usage(Sums sum, List<DailyGroup> groups, long[] latencies) {
        long[] amounts = sum.amounts();
        String account = field(sum, groups, DailyGroup.ACCOUNT);
        return new DailyUsage(
                LocalDate.parse(sum.group().fields().get(0)),
                account == null ? null : new AccountId(account),
                field(sum, groups, DailyGroup.TOKEN),
                field(sum, groups, DailyGroup.CHANNEL),
                field(sum, groups, DailyGroup.MODEL),
                amounts[0],
                amounts[1],
                amounts[2],
                amounts[3],
                amounts[4],
                amounts[5],
                amounts[6],
                amounts[7],
                new DailyUsage.Latency(
                        Duration.ofNanos(amounts[8] / amounts[0]),
                        LatencyScale.percentile(latencies, 0.5),
                        LatencyScale.percentile(latencies, 0.95),
                        LatencyScale.percentile(latencies, 0.99)));
    }

    private static @Nullable String field(Sums sum, List<DailyGroup> groups, DailyGroup group) {
        int at = groups.indexOf(group);
        return at < 0 ? null : sum.group().fields().get(at + 1);
    }
}
