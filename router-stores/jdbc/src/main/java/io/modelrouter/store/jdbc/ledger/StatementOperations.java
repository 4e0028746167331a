package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations as plain statements in one transaction, for H2, MariaDB and MySQL. Nothing is read, decided here and then
 * written: a row changes hands by a guarded UPDATE whose row count tells who won; what is read after that stands still,
 * because this transaction has the row. Locks are taken in one order: the reservation, then its accounts by id.
 */
final class StatementOperations implements LedgerOperations {
    private static final long POSTPONED_MICROS = 3_600_000_000L;

    private static final Sql INSERT = Sql.of("INSERT INTO modelrouter_reservation"
            + " (id, state, amount, ttl_nanos, expires_at) VALUES (:id, 'HELD', :amount, :ttl, :expires)");
    private static final String INSERT_ACCOUNT =
            "INSERT INTO modelrouter_reservation_account (reservation_id, account_id) VALUES (?, ?)";
    private static final Sql TOMBSTONE = Sql.of("INSERT INTO modelrouter_reservation"
            + " (id, state, settled_at, reason) VALUES (:id, 'RELEASED', :now, :reason)");
    private static final Sql FIND = Sql.of("SELECT state, amount, ttl_nanos, accrued, charged, overage"
            + " FROM modelrouter_reservation WHERE id = :id");
    private static final Sql ACCOUNTS = Sql.of("SELECT account_id FROM modelrouter_reservation_account"
            + " WHERE reservation_id = :id ORDER BY account_id");
    private static final Sql TAKE = Sql.of("UPDATE modelrouter_reservation SET state = :next, expires_at = NULL,"
            + " settled_at = :now, reason = :reason WHERE id = :id AND state = :state");
    private static final Sql STATES =
            Sql.of("SELECT a.id, a.unlimited, a.limit_nanos, a.held, a.used, a.overage, a.moving"
                    + " FROM modelrouter_reservation_account r JOIN modelrouter_account a ON a.id = r.account_id"
                    + " WHERE r.reservation_id = :id");
    private static final Sql ADD_OVERAGE = Sql.of("UPDATE modelrouter_reservation_account SET overage = overage"
            + " + (SELECT a.moving FROM modelrouter_account a WHERE a.id = account_id) WHERE reservation_id = :id");
    private static final Sql TOTALS = Sql.of("UPDATE modelrouter_reservation SET charged = charged + :actual, overage ="
            + " (SELECT MAX(r.overage) FROM modelrouter_reservation_account r WHERE r.reservation_id = :id)"
            + " WHERE id = :id");
    private static final Sql DUE = Sql.of("SELECT id FROM modelrouter_reservation WHERE expires_at <= :now"
            + " ORDER BY expires_at, id LIMIT 1 FOR UPDATE SKIP LOCKED");
    private static final Sql POSTPONE = Sql.of("UPDATE modelrouter_reservation SET expires_at = :later"
            + " WHERE id = :id AND state = 'HELD' AND expires_at <= :now");

    private final JdbcDatabase database;
    private final StoreClock clock;
    private final AccountSql accountSql;

    StatementOperations(JdbcDatabase database, StoreClock clock, AccountSql accountSql) {
        this.database = database;
        this.clock = clock;
        this.accountSql = accountSql;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, long ttlNanos) {
        try {
            return database.transaction(session -> reserve(session, id, accounts, amount, ttlNanos));
        } catch (Refused refused) {
            return new ReserveResult.Insufficient(refused.account);
        }
    }

    private ReserveResult reserve(
            JdbcSession session, ReservationId id, List<AccountId> accounts, long amount, long ttlNanos)
            throws SQLException {
        long now = clock.micros(session);
        // Waits for another transaction that reserves the same id, so that only one goes on.
        boolean created = INSERT.insertIfAbsent(
                session,
                Values.of("id", id.value())
                        .and("amount", amount)
                        .and("ttl", ttlNanos)
                        .and("expires", now + (ttlNanos + 999) / 1_000));
        if (!created) {
            return replay(session, id, accounts, amount, ttlNanos);
        }
        session.batch(
                INSERT_ACCOUNT,
                accounts.stream().map(a -> List.of(id.value(), a.value())).toList());
        for (AccountId account : accounts) {
            Values values =
                    Values.of("account", account.value()).and("amount", amount).and("now", now);
            if (accountSql.hold.update(session, values) == 0 && !holdUnknown(session, amount, values)) {
                if (accountSql.overflows.first(session, row -> 1, values).isPresent()) {
                    throw new ArithmeticException("the amount does not fit account " + account);
                }
                throw new Refused(account);
            }
        }
        return new ReserveResult.Granted();
    }

    /** An unknown account has limit 0, so a hold of 0 stands on it; where another made it meanwhile, it is asked again. */
    private boolean holdUnknown(JdbcSession session, long amount, Values values) throws SQLException {
        return amount == 0
                && (accountSql.create.insertIfAbsent(session, values) || accountSql.hold.update(session, values) > 0);
    }

    private static ReserveResult replay(
            JdbcSession session, ReservationId id, List<AccountId> accounts, long amount, long ttlNanos)
            throws SQLException {
        Reservation found = find(session, id).orElseThrow(() -> JdbcSession.conflict("forgotten meanwhile"));
        if (found.isTombstone()) {
            return new ReserveResult.Replay(found.state);
        }
        Set<AccountId> names = new HashSet<>(accountsOf(session, id));
        boolean same = found.amount == amount && found.ttlNanos == ttlNanos && names.equals(Set.copyOf(accounts));
        return same ? new ReserveResult.Replay(found.state) : new ReserveResult.Conflict();
    }

    @Override
    public SettleResult settle(ReservationId id, Settlement how, long actual, @Nullable String reason) {
        return database.transaction(session -> settle(session, id, how, actual, reason));
    }

    private SettleResult settle(
            JdbcSession session, ReservationId id, Settlement how, long actual, @Nullable String reason)
            throws SQLException {
        long now = clock.micros(session);
        Values values = Values.of("id", id.value()).and("now", now).and("reason", reason);
        ReservationState next = switch (how) {
            case CONFIRM -> ReservationState.CONFIRMED;
            case RELEASE -> ReservationState.RELEASED;
            case EXPIRE -> ReservationState.EXPIRED;
        };
        if (take(session, values, ReservationState.HELD, next)) {
            Reservation held = find(session, id).orElseThrow();
            long charge = switch (how) {
                case CONFIRM -> actual;
                case RELEASE -> 0;
                case EXPIRE -> held.accrued;
            };
            return charge(session, id, held, held.amount, charge, now);
        }
        if (how == Settlement.CONFIRM
                && take(session, values, ReservationState.EXPIRED, ReservationState.CONFIRMED_LATE)) {
            Reservation expired = find(session, id).orElseThrow();
            return charge(session, id, expired, 0, Math.max(0, actual - expired.accrued), now);
        }
        Optional<Reservation> settled = find(session, id);
        if (settled.isPresent()) {
            Reservation found = settled.get();
            if (found.state == ReservationState.HELD) {
                throw JdbcSession.conflict("reserved meanwhile");
            }
            return new SettleResult.Replay(found.state, found.charged, found.overage);
        }
        if (how != Settlement.RELEASE) {
            return new SettleResult.Unknown();
        }
        if (!TOMBSTONE.insertIfAbsent(session, values)) {
            throw JdbcSession.conflict("reserved meanwhile");
        }
        return new SettleResult.Done(0, 0, List.of());
    }

    /** Whether this transaction is the one that moves the reservation on. */
    private static boolean take(JdbcSession session, Values values, ReservationState state, ReservationState next)
            throws SQLException {
        return TAKE.update(session, values.and("state", state.name()).and("next", next.name())) > 0;
    }

    private SettleResult charge(
            JdbcSession session, ReservationId id, Reservation reservation, long hold, long actual, long now)
            throws SQLException {
        long charged = Math.addExact(reservation.charged, actual);
        long within = Math.min(hold, actual);
        Values values = Values.of("id", id.value())
                .and("hold", hold)
                .and("actual", actual)
                .and("within", within)
                .and("excess", actual - within)
                .and("now", now);
        for (AccountId account : accountsOf(session, id)) {
            values.and("account", account.value());
            if (accountSql.charge.update(session, values) == 0 && !chargeForgotten(session, values)) {
                throw new ArithmeticException("the amount does not fit account " + account);
            }
        }
        List<Charged> rows = STATES.query(session, Charged::read, values);
        boolean beyond = rows.stream().anyMatch(row -> row.moved > 0);
        if (beyond) {
            ADD_OVERAGE.update(session, values);
        }
        if (actual > 0) {
            TOTALS.update(session, values);
        }
        long overage = beyond ? find(session, id).orElseThrow().overage : reservation.overage;
        List<AccountState> states = rows.stream()
                .map(Charged::account)
                .sorted(Comparator.comparing(AccountState::account))
                .toList();
        return new SettleResult.Done(charged, overage, states);
    }

    /** An old period of a budget, gone since the hold of 0: the charge brings it back. */
    private boolean chargeForgotten(JdbcSession session, Values values) throws SQLException {
        return accountSql.create.insertIfAbsent(session, values) && accountSql.charge.update(session, values) > 0;
    }

    @Override
    public Expiry expireOne() {
        try {
            return database.transaction(this::expireOne);
        } catch (Overflow overflow) {
            database.transaction(session -> postpone(session, overflow.id));
            return Expiry.POSTPONED;
        }
    }

    private Expiry expireOne(JdbcSession session) throws SQLException {
        Optional<ReservationId> due =
                DUE.first(session, row -> new ReservationId(row.getString(1)), Values.of("now", clock.micros(session)));
        if (due.isEmpty()) {
            return Expiry.NONE_DUE;
        }
        try {
            settle(session, due.get(), Settlement.EXPIRE, 0, null);
            return Expiry.EXPIRED;
        } catch (ArithmeticException e) {
            throw new Overflow(due.get());
        }
    }

    private int postpone(JdbcSession session, ReservationId id) throws SQLException {
        long now = clock.micros(session);
        return POSTPONE.update(
                session, Values.of("id", id.value()).and("now", now).and("later", now + POSTPONED_MICROS));
    }

    private static List<AccountId> accountsOf(JdbcSession session, ReservationId id) throws SQLException {
        return ACCOUNTS.query(session, row -> new AccountId(row.getString(1)), Values.of("id", id.value()));
    }

    private static Optional<Reservation> find(JdbcSession session, ReservationId id) throws SQLException {
        return FIND.first(
                session,
                row -> new Reservation(
                        ReservationState.valueOf(row.getString(1)),
                        row.getLong(2),
                        // A tombstone has no amount and no ttl; no reservation has a negative one.
                        row.getObject(3) == null ? -1 : row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6)),
                Values.of("id", id.value()));
    }

    private record Charged(AccountState account, long moved) {
        static Charged read(ResultSet row) throws SQLException {
            return new Charged(Rows.account(row), row.getLong(7));
        }
    }

    private record Reservation(
            ReservationState state, long amount, long ttlNanos, long accrued, long charged, long overage) {
        boolean isTombstone() {
            return ttlNanos < 0;
        }
    }

    /** Undoes the transaction of a reservation that is refused. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient AccountId account;

        Refused(AccountId account) {
            super("insufficient", null, false, false);
            this.account = account;
        }
    }

    /** Undoes the transaction of an expiry whose charge does not fit. */
    private static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ReservationId id;

        Overflow(ReservationId id) {
            super("overflow", null, false, false);
            this.id = id;
        }
    }
}
