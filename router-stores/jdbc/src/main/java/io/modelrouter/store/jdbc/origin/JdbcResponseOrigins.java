package io.modelrouter.store.jdbc.origin;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.store.jdbc.JdbcDatabase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Who made which answer, in a table that all nodes on one database share; by the database's clock. Each operation is one
 * statement, but for an id that is put again. Rows whose time is over are cleared away as others come. Safe from any thread.
 * Where the database cannot be reached it throws {@link io.modelrouter.quota.LedgerUnavailableException}.
 */
public final class JdbcResponseOrigins implements ResponseOrigins {
    private static final int SWEEP_EVERY = 1_000;

    private static final String FORGET = "DELETE FROM modelrouter_response_origin WHERE caller = ? AND response_id = ?";

    private final JdbcDatabase database;
    private final LongSupplier aheadMicros;
    private final AtomicLong puts = new AtomicLong();
    private final String insert;
    private final String update;
    private final String find;
    private final String sweep;

    /** On the table that the migrations made. */
    public JdbcResponseOrigins(JdbcDatabase database) {
        this(database, () -> 0);
    }

    /**
     * @param aheadMicros by how much the time is later than the database's
     */
    JdbcResponseOrigins(JdbcDatabase database, LongSupplier aheadMicros) {
        this.database = Objects.requireNonNull(database, "database");
        this.aheadMicros = aheadMicros;
        String then = "(" + database.engine().nowMicros() + " + CAST(? AS "
                + (database.engine().isMySqlLike() ? "SIGNED" : "BIGINT") + "))";
        this.insert = "INSERT INTO modelrouter_response_origin (caller, response_id, model, channel, expires_at)"
                + " VALUES (?, ?, ?, ?, " + then + ")";
        this.update = "UPDATE modelrouter_response_origin SET model = ?, channel = ?, expires_at = " + then
                + " WHERE caller = ? AND response_id = ?";
        this.find = "SELECT model, channel FROM modelrouter_response_origin WHERE caller = ? AND response_id = ?"
                + " AND expires_at > " + then;
        this.sweep = "DELETE FROM modelrouter_response_origin WHERE expires_at <= " + then;
    }

    @Override
    public void put(String caller, String responseId, ResponseOrigin origin, Duration keep) {
        long until = Math.addExact(aheadMicros.getAsLong(), TimeUnit.NANOSECONDS.toMicros(keep.toNanos()));
        if (puts.incrementAndGet() % SWEEP_EVERY == 0) {
            database.statement(session -> session.update(sweep, aheadMicros.getAsLong()));
        }
        boolean made = database.statement(
                session -> session.insertIfAbsent(insert, caller, responseId, origin.model(), origin.channel(), until));
        if (!made) {
            database.statement(
                    session -> session.update(update, origin.model(), origin.channel(), until, caller, responseId));
        }
    }

    @Override
    public Optional<ResponseOrigin> find(String caller, String responseId) {
        return database.statement(session -> session.first(
                find,
                row -> new ResponseOrigin(row.getString(1), row.getString(2)),
                caller,
                responseId,
                aheadMicros.getAsLong()));
    }

    @Override
    public void forget(String caller, String responseId) {
        database.statement(session -> session.update(FORGET, caller, responseId));
    }
}
