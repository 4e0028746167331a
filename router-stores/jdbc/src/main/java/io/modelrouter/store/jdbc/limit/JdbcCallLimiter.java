package io.modelrouter.store.jdbc.limit;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitDecision.Refused;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.JdbcWork;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that hold in sum for all nodes on one database, by the database's clock. A place in flight, a request and the tokens
 * are taken by one guarded statement, so that all of them are taken or none, and never more than there are.
 *
 * <p>A call that is let in costs one exchange with PostgreSQL, and a transaction of two statements elsewhere; leaving costs the
 * same. A refused call costs one more. On PostgreSQL the tables are unlogged: they cost no wait for the disk, and after a crash
 * of the server all limits begin anew, with full buckets and nobody in flight.
 *
 * <p>Why not Bucket4j, which counts requests in one node: it has no backend for H2, and on PostgreSQL and MySQL it locks, reads
 * and writes one bucket at a time, so it cannot take from three limits in one step. This is the same algorithm in SQL.
 *
 * <p>Limits may change at any time: what is in a bucket then stays, up to the new rate. Names have up to 256 characters, ids of
 * calls up to 128. Rows of names that nobody used for an hour, and places of dead nodes, are cleared away as calls come in. Safe
 * from any thread. Where the database cannot be reached it throws {@link LimiterUnavailableException}.
 */
public final class JdbcCallLimiter implements CallLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcCallLimiter.class);
    private static final int SWEEP_EVERY = 1_000;
    private static final int SWEEP_DEAD = 10;
    private static final int SWEEP_IDLE = 1_000;

    private final JdbcDatabase database;
    private final LimitSql sql;
    private final boolean atOnce;
    private final AtomicLong entered = new AtomicLong();

    /** A limiter on the tables that the migrations made. */
    public JdbcCallLimiter(JdbcDatabase database) {
        this(database, database.engine().nowMicros() + " * 1000");
    }

    /**
     * @param nowNanos an SQL expression for the time
     */
    JdbcCallLimiter(JdbcDatabase database, String nowNanos) {
        this.database = Objects.requireNonNull(database, "database");
        this.sql = new LimitSql(database.engine(), "(" + nowNanos + ")");
        this.atOnce = database.engine() == Engine.POSTGRESQL;
    }

    @Override
    public LimitDecision enter(LimitedCall call) {
        if (!call.isLimited()) {
            return LimitDecision.ENTERED;
        }
        check(call);
        return reach(() -> {
            if (entered.incrementAndGet() % SWEEP_EVERY == 0) {
                sweepQuietly();
            }
            if (tryEnter(call)) {
                return LimitDecision.ENTERED;
            }
            LimitState state =
                    database.statement(session -> look(session, call)).orElse(null);
            if (state != null && state.isIn()) {
                return LimitDecision.ENTERED;
            }
            if (state != null && state.hasRatesOf(call) && !state.hasDead()) {
                Refused refused = state.refusal(call);
                if (refused != null) {
                    return refused;
                }
            }
            return database.transaction(session -> enterAnew(session, call));
        });
    }

    @Override
    public void renew(LimitedCall call) {
        if (call.isLimited()) {
            check(call);
            reach(() -> database.statement(
                    session -> session.update(sql.renew, call.lease().toNanos(), call.name(), call.id())));
        }
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        if (!call.isLimited()) {
            return;
        }
        check(call);
        long rest = Taken.rest(call, tokens);
        if (atOnce) {
            reach(() -> database.statement(session -> session.update(sql.leaveAtOnce, call.name(), call.id(), rest)));
        } else {
            reach(() -> database.transaction(session -> leave(session, call, rest)));
        }
    }

    private boolean tryEnter(LimitedCall call) {
        JdbcWork<Boolean> work = session -> take(session, call);
        try {
            return atOnce ? database.statement(work) : database.transaction(work);
        } catch (CallIsIn repeated) {
            return false;
        }
    }

    /** Takes everything and adds the lease, or changes nothing. */
    private boolean take(JdbcSession session, LimitedCall call) throws SQLException {
        try {
            if (session.update(
                            sql.enter(
                                    call.requestsPerMinute().isPresent(),
                                    call.tokensPerMinute().isPresent()),
                            parameters(call).toArray())
                    == 0) {
                return false;
            }
            if (!atOnce) {
                session.update(
                        sql.addLease, call.name(), call.id(), call.lease().toNanos());
            }
            return true;
        } catch (SQLException e) {
            if (duplicate(e)) {
                throw new CallIsIn(e);
            }
            throw e;
        }
    }

    private List<@Nullable Object> parameters(LimitedCall call) {
        Taken taken = Taken.of(call);
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(taken.requests());
        parameters.add(taken.tokens());
        parameters.add(call.name());
        parameters.add(call.inFlight().orElse(Integer.MAX_VALUE));
        if (call.requestsPerMinute().isPresent()) {
            parameters.add((long) call.requestsPerMinute().getAsInt());
            parameters.add(taken.requests());
        }
        if (call.tokensPerMinute().isPresent()) {
            parameters.add(call.tokensPerMinute().getAsLong());
            parameters.add(taken.tokens());
        }
        if (atOnce) {
            parameters.addAll(
                    List.of(call.name(), call.id(), call.id(), call.lease().toNanos()));
        }
        return parameters;
    }

    /** Under the row's lock: clears away what has ended, brings the buckets to this call's rates, then asks again. */
    private LimitDecision enterAnew(JdbcSession session, LimitedCall call) throws SQLException {
        if (session.first(sql.lock, row -> row.getString(1), call.name()).isEmpty()) {
            create(session, call.name());
        }
        int dead = session.update(sql.endDead, call.name());
        LimitState before = look(session, call).orElseThrow();
        LimitState state = before.adjusted(call, dead);
        if (!state.equals(before)) {
            session.update(
                    LimitSql.REPLACE,
                    state.inFlight(),
                    state.requestsRate(),
                    state.requestsFullAt(),
                    state.tokensRate(),
                    state.tokensFullAt(),
                    call.name());
        }
        if (state.isIn() || take(session, call)) {
            return LimitDecision.ENTERED;
        }
        Refused refused = state.refusal(call);
        if (refused == null) {
            throw new IllegalStateException("the limiter refused a call that has room");
        }
        return refused;
    }

    private static void create(JdbcSession session, String name) throws SQLException {
        try {
            session.update(LimitSql.CREATE, name);
        } catch (SQLException e) {
            // Another node made it at the same time: the work is run again and finds it.
            throw duplicate(e) ? new SQLTransactionRollbackException("the name came at the same time", "40001", e) : e;
        }
    }

    private Optional<LimitState> look(JdbcSession session, LimitedCall call) throws SQLException {
        return session.first(sql.look, LimitState::read, call.id(), call.name());
    }

    private int leave(JdbcSession session, LimitedCall call, long rest) throws SQLException {
        // The bucket first, as those do who enter, so that nobody waits for the other in a circle.
        session.first(sql.lock, row -> row.getString(1), call.name());
        int ended = session.update(sql.endLease, call.name(), call.id());
        return ended == 0 ? 0 : session.update(sql.leave, rest, call.name());
    }

    private void sweepQuietly() {
        try {
            sweep();
        } catch (LedgerUnavailableException e) {
            LOG.debug("The limits could not be swept; that is tried again later", e);
        }
    }

    /** Gives back the places of dead nodes, and forgets names that rested, some at a time. */
    void sweep() {
        for (String name : names(sql.dead, SWEEP_DEAD)) {
            database.transaction(session -> {
                session.first(sql.lock, row -> row.getString(1), name);
                return session.update(LimitSql.GIVE_BACK, session.update(sql.endDead, name), name);
            });
        }
        List<List<String>> idle =
                names(sql.idle, SWEEP_IDLE).stream().map(List::of).toList();
        if (!idle.isEmpty()) {
            database.transaction(session -> session.batch(sql.forget, idle));
        }
    }

    private List<String> names(String query, int most) {
        return database.statement(session -> session.query(query, row -> row.getString(1), most));
    }

    private static void check(LimitedCall call) {
        if (call.name().length() > 256 || call.id().length() > 128) {
            throw new IllegalArgumentException("a limit's name has up to 256 characters, a call's id up to 128");
        }
    }

    private static boolean duplicate(SQLException e) {
        return e.getSQLState() != null && e.getSQLState().startsWith("23");
    }

    private static <T> T reach(Supplier<T> work) {
        try {
            return work.get();
        } catch (LedgerUnavailableException e) {
            throw new LimiterUnavailableException("the limits cannot be reached", e);
        }
    }

    /** The call has its lease already: what was taken for it goes back with the transaction. */
    private static final class CallIsIn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CallIsIn(SQLException cause) {
            super(cause);
        }
    }
}
