package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Forgets what nobody can ask for any more, some at a time: reservations settled 24 hours ago or longer, and, about once an
 * hour, {@link EndedPeriods}.
 */
final class Housekeeping {
    private static final long KEEP_SETTLED = Duration.ofHours(24).toMillis() * 1_000;
    private static final long BETWEEN_PERIODS = Duration.ofHours(1).toMillis() * 1_000;

    /** Rows in one transaction, and transactions in one round. */
    private static final int BATCH = 500;

    private static final int BATCHES = 20;

    private static final Sql OLD = Sql.of("SELECT id FROM modelrouter_reservation WHERE settled_at <= :before"
            + " ORDER BY settled_at LIMIT " + BATCH + " FOR UPDATE SKIP LOCKED");
    private final JdbcDatabase database;
    private final StoreClock clock;
    private final EndedPeriods periods;
    private final AtomicLong nextPeriods = new AtomicLong(Long.MIN_VALUE);

    Housekeeping(JdbcDatabase database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
        this.periods = new EndedPeriods(database);
    }

    void run() {
        long now = database.statement(clock::micros);
        for (int i = 0; i < BATCHES; i++) {
            if (database.transaction(session -> forgetSettled(session, now)) < BATCH) {
                break;
            }
        }
        long next = nextPeriods.get();
        if (now >= next && nextPeriods.compareAndSet(next, now + BETWEEN_PERIODS)) {
            periods.forget(now);
        }
    }

    private static int forgetSettled(JdbcSession session, long now) throws SQLException {
        List<String> ids = OLD.query(session, row -> row.getString(1), Values.of("before", now - KEEP_SETTLED));
        if (!ids.isEmpty()) {
            String in = "(" + String.join(", ", Collections.nCopies(ids.size(), "?")) + ")";
            Object[] parameters = ids.toArray();
            session.update("DELETE FROM modelrouter_reservation_account WHERE reservation_id IN " + in, parameters);
            session.update("DELETE FROM modelrouter_reservation WHERE id IN " + in, parameters);
        }
        return ids.size();
    }
}
