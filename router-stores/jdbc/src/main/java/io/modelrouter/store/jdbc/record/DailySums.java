package io.modelrouter.store.jdbc.record;

import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a batch of calls changes in the daily sums: it is added up here first, so that each row is touched once, in the order of
 * the keys, which no two writers then wait for in a circle. For one thread.
 */
final class DailySums {
    private static final List<String> SUMS = List.of(
            "calls",
            "prompt_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "completion_tokens",
            "reasoning_tokens",
            "cost",
            "elapsed");

    private final Map<String, Row> rows = new TreeMap<>();

    private static final class Row {
        private final Share of;
        private final long[] sums = new long[SUMS.size()];
        private final Map<Integer, Long> buckets = new TreeMap<>();

        Row(Share of) {
            this.of = of;
        }
    }

    void add(Share share) {
        change(share, 1);
    }

    void takeBack(Share share) {
        change(share, -1);
    }

    private void change(Share share, int sign) {
        Row row = rows.computeIfAbsent(share.key(), key -> new Row(share));
        long[] amounts = {
            1,
            share.prompt(),
            share.cached(),
            share.cacheWrite(),
            share.completion(),
            share.reasoning(),
            share.cost(),
            share.elapsed()
        };
        for (int i = 0; i < amounts.length; i++) {
            row.sums[i] = Math.addExact(row.sums[i], Math.multiplyExact(amounts[i], sign));
        }
        row.buckets.merge(share.bucket(), (long) sign, Long::sum);
    }

    void write(JdbcSession session) throws SQLException {
        List<List<Object>> sums = new ArrayList<>();
        List<List<Object>> buckets = new ArrayList<>();
        rows.forEach((key, row) -> {
            if (!isNothing(row.sums)) {
                sums.add(parameters(key, row));
            }
            row.buckets.forEach((bucket, calls) -> {
                if (calls != 0) {
                    buckets.add(List.of(key, bucket, calls));
                }
            });
        });
        Engine engine = session.engine();
        session.batch(
                add(
                        engine,
                        "modelrouter_daily",
                        List.of("daily_key"),
                        List.of("called_on", "payers", "token", "channel", "model", "failed"),
                        SUMS),
                sums);
        session.batch(
                add(engine, "modelrouter_daily_latency", List.of("daily_key", "bucket"), List.of(), List.of("calls")),
                buckets);
    }

    private static boolean isNothing(long[] sums) {
        for (long sum : sums) {
            if (sum != 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Object> parameters(String key, Row row) {
        List<Object> parameters = new ArrayList<>(List.of(
                key, row.of.day(), row.of.payers(), row.of.token(), row.of.channel(), row.of.model(), row.of.failed()));
        for (long sum : row.sums) {
            parameters.add(sum);
        }
        return parameters;
    }

    /** Adds to the row with this key, or makes it. Parameters: all columns in this order. */
    private static String add(
            Engine engine, String table, List<String> keys, List<String> constants, List<String> sums) {
        List<String> all =
                Stream.of(keys, constants, sums).flatMap(List::stream).toList();
        String columns = String.join(", ", all);
        String marks = all.stream().map(column -> "?").collect(Collectors.joining(", "));
        String insert = "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
        return switch (engine) {
            case POSTGRESQL ->
                insert + " ON CONFLICT (" + String.join(", ", keys) + ") DO UPDATE SET "
                        + each(sums, "%1$s = " + table + ".%1$s + EXCLUDED.%1$s", ", ");
            case MYSQL, MARIADB ->
                insert + " ON DUPLICATE KEY UPDATE " + each(sums, "%1$s = %1$s + VALUES(%1$s)", ", ");
            case H2 ->
                "MERGE INTO " + table + " t USING (VALUES (" + marks + ")) s (" + columns + ") ON "
                        + each(keys, "t.%1$s = s.%1$s", " AND ") + " WHEN MATCHED THEN UPDATE SET "
                        + each(sums, "%1$s = t.%1$s + s.%1$s", ", ") + " WHEN NOT MATCHED THEN INSERT (" + columns
                        + ") VALUES (" + each(all, "s.%1$s", ", ") + ")";
        };
    }

    private static String each(List<String> columns, String pattern, String between) {
        return columns.stream().map(column -> String.format(pattern, column)).collect(Collectors.joining(between));
    }
}
