package io.modelrouter.store.jdbc.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records of calls in a database, and their sums by day. A record and what it adds to the sums are written in one
 * transaction; a record that is written again corrects the sums by the difference, so every call is in them exactly once,
 * whatever is repeated and whichever node repeats it.
 *
 * <p>Sums are kept for each day, set of paying accounts, token, channel, model and outcome, with the counts of a
 * {@link io.modelrouter.observe.LatencyScale}. The day is that of the zone when the record was written, so a zone that is
 * changed later counts for new records alone. All nodes on one database should have the same.
 *
 * <p>Names longer than their column are cut: models and upstream ids at 256 characters, other names and ids at 128. A NUL
 * character becomes U+FFFD. Times and durations are kept to the nanosecond.
 *
 * <p>Safe from any thread. Where the database cannot be reached, {@link io.modelrouter.quota.LedgerUnavailableException}.
 */
public final class JdbcCallLog implements CallLog, CallHistory {
    /** Records that are forgotten in one transaction, which is short that way. */
    private static final int STEP = 500;

    private final JdbcDatabase database;
    private final CallWriter writer;
    private final DailyReader sums;

    /**
     * Records in the tables that the migrations made.
     *
     * @param zone in which days begin
     */
    public JdbcCallLog(JdbcDatabase database, ZoneId zone) {
        this.database = Objects.requireNonNull(database, "database");
        this.writer = new CallWriter(zone);
        this.sums = new DailyReader(zone);
    }

    @Override
    public void write(CallRecord record) {
        writeAll(List.of(record));
    }

    /** All of them in one transaction, or none. */
    @Override
    public void writeAll(List<CallRecord> records) {
        if (!records.isEmpty()) {
            database.transaction(session -> {
                writer.write(session, records);
                return records.size();
            });
        }
    }

    @Override
    public CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
        if (max < 1 || max > 1_000) {
            throw new IllegalArgumentException("max must be from 1 to 1000, not " + max);
        }
        return database.statement(session -> CallReader.page(session, filter, cursor, max));
    }

    @Override
    public List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
        return database.transaction(session -> sums.daily(session, filter, by));
    }

    @Override
    public int forget(Instant before, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be at least 1, not " + max);
        }
        int forgotten = 0;
        while (forgotten < max) {
            int size = Math.min(STEP, max - forgotten);
            int step = database.transaction(session -> forget(session, before, size));
            forgotten += step;
            if (step < size) {
                break;
            }
        }
        return forgotten;
    }

    private static int forget(JdbcSession session, Instant before, int max) throws SQLException {
        List<String> ids = session.query(
                "SELECT id FROM modelrouter_call WHERE called_at < ? ORDER BY called_at, id LIMIT ?",
                row -> row.getString(1),
                Fit.nanos(before),
                max);
        InChunks.update(session, "DELETE FROM modelrouter_call_account WHERE call_id IN (", ")", ids);
        return InChunks.update(session, "DELETE FROM modelrouter_call WHERE id IN (", ")", ids);
    }
}
