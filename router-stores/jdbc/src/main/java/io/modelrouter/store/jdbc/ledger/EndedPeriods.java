package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Forgets the accounts of budget periods that have ended: those with a {@code #} in their id that hold nothing and did not
 * change for 400 days, or, of a rolling window, for twice its length and an hour. A rolling period lasts as long as its window
 * and one step, which is as long again at most, so it has ended by then; and short windows leave many of them.
 *
 * <p>Each round looks at the next 5,000 accounts in the order of their ids, so that those which are kept never stand in the way
 * of others. Each is deleted by itself and tested again: one that changed meanwhile stays.
 */
final class EndedPeriods {
    private static final long KEEP = micros(Duration.ofDays(400));
    private static final long MARGIN = micros(Duration.ofHours(1));
    private static final int ROUND = 5_000;
    private static final Pattern ROLLING = Pattern.compile("#rolling-([0-9]{1,12})-");

    private static final Sql IDLE = Sql.of("SELECT id, changed_at FROM modelrouter_account WHERE id > :after"
            + " AND id LIKE '%#%' AND held = 0 AND changed_at <= :before ORDER BY id LIMIT " + ROUND);
    private static final Sql DELETE =
            Sql.of("DELETE FROM modelrouter_account WHERE id = :account AND held = 0 AND changed_at <= :before");

    private final JdbcDatabase database;
    /** Where the next round begins. */
    private volatile String after = "";

    private record Idle(String id, long changedAt) {}

    EndedPeriods(JdbcDatabase database) {
        this.database = database;
    }

    void forget(long now) {
        List<Idle> round = database.statement(session -> IDLE.query(
                session,
                row -> new Idle(row.getString(1), row.getLong(2)),
                Values.of("after", after).and("before", now - MARGIN)));
        after = round.size() < ROUND ? "" : round.get(round.size() - 1).id;
        for (Idle idle : round) {
            long before = now - keep(idle.id);
            if (idle.changedAt <= before) {
                database.statement(session ->
                        DELETE.update(session, Values.of("account", idle.id).and("before", before)));
            }
        }
    }

    private static long keep(String id) {
        Matcher rolling = ROLLING.matcher(id);
        return rolling.find() ? 2 * micros(Duration.ofMillis(Long.parseLong(rolling.group(1)))) + MARGIN : KEEP;
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * 1_000;
    }
}
