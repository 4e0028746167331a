package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.ledger.LedgerOperations.Expiry;
import io.modelrouter.store.jdbc.ledger.LedgerOperations.Settlement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger on a relational database, whose tables {@link io.modelrouter.store.jdbc.Migrations} makes. Any number of nodes
 * may share one; what one of them was told is done is on the database's disk. Safe from any thread.
 *
 * <p>The fine points that {@link QuotaLedger} leaves to a store are those of the ledger in memory, with these of its own:
 *
 * <ul>
 *   <li>Each operation is one transaction. On PostgreSQL it is one call of a function, so one exchange with the server; on
 *       the others a handful of statements. {@link #expireDue} takes one transaction for each hold, and passes over those
 *       that another node is at.
 *   <li>Given {@link JdbcDatabase#joining a host's transaction}, everything counts if and when the host commits. The rows of
 *       the accounts stay locked until then, so commit soon. The ledger of a router itself should not join: a hold has to
 *       stand before the call goes out.
 *   <li>Time is the database's clock, in microseconds. A corrected clock moves expiries by as much.
 *   <li>A deadlock or a serialization failure is repeated, a dozen times with short random pauses. A lost connection or a
 *       time-out is a {@link io.modelrouter.quota.LedgerUnavailableException}; the caller repeats the operation with the same
 *       id. An amount that does not fit is an {@link ArithmeticException}, and nothing was changed.
 *   <li>Settled reservations are remembered for 24 hours, counted again from a late confirm; {@link #expireDue} forgets older
 *       ones, up to 10,000 at a time. It also forgets accounts with a {@code #} in their id, the periods of budgets, that
 *       hold nothing and did not change for 400 days, of a rolling window twice its length.
 * </ul>
 */
public final class JdbcQuotaLedger implements QuotaLedger, AccountAdmin {
    /** Longest time that a hold is given at once. */
    private static final Duration MAX_TTL = Duration.ofDays(36_500);

    private static final int MAX_REASON = 200;
    private static final String STATE = "SELECT state FROM modelrouter_reservation WHERE id = ?";

    private final JdbcDatabase database;
    private final LedgerOperations operations;
    private final AccountChanges changes;
    private final Housekeeping housekeeping;
    private final StoreClock clock;
    private final String renew;

    /** A ledger that goes by the database's clock. */
    public JdbcQuotaLedger(JdbcDatabase database) {
        this(database, null);
    }

    /**
     * A ledger that goes by another clock; for tests, which move it.
     *
     * @param clock null for the database's clock
     */
    public JdbcQuotaLedger(JdbcDatabase database, @Nullable InstantSource clock) {
        this.database = Objects.requireNonNull(database, "database");
        this.clock = new StoreClock(clock);
        Engine engine = database.engine();
        AccountSql sql = new AccountSql(engine);
        this.operations = engine == Engine.POSTGRESQL
                ? new PostgresOperations(database, this.clock)
                : new StatementOperations(database, this.clock, sql);
        this.changes = new AccountChanges(database, this.clock, sql);
        this.housekeeping = new Housekeeping(database, this.clock);
        this.renew = "UPDATE modelrouter_reservation SET accrued = GREATEST(accrued, ?), expires_at = "
                + (clock == null ? engine.nowMicros() : "?") + " + ? WHERE id = ? AND state = 'HELD'";
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, Duration ttl) {
        Objects.requireNonNull(id, "id");
        requireAmount(amount, "amount");
        requireTtl(ttl);
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("a reservation needs an account");
        }
        if (new HashSet<>(accounts).size() < accounts.size()) {
            throw new IllegalArgumentException("the accounts of a reservation must not repeat: " + accounts);
        }
        return operations.reserve(id, accounts.stream().sorted().toList(), amount, nanos(ttl));
    }

    @Override
    public RenewResult renew(ReservationId id, Duration ttl, long accrued) {
        Objects.requireNonNull(id, "id");
        requireTtl(ttl);
        requireAmount(accrued, "accrued");
        long micros = (nanos(ttl) + 999) / 1_000;
        Long now = clock.micros();
        int renewed = database.statement(session -> now == null
                ? session.update(renew, accrued, micros, id.value())
                : session.update(renew, accrued, now, micros, id.value()));
        return renewed > 0 ? RenewResult.OK : RenewResult.GONE;
    }

    @Override
    public SettleResult confirm(ReservationId id, long actual, UsageSource source) {
        Objects.requireNonNull(id, "id");
        requireAmount(actual, "actual");
        return operations.settle(id, Settlement.CONFIRM, actual, source.name());
    }

    @Override
    public SettleResult release(ReservationId id, String reason) {
        Objects.requireNonNull(id, "id");
        String kept = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        return operations.settle(id, Settlement.RELEASE, 0, kept);
    }

    @Override
    public int expireDue(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, but is " + max);
        }
        int expired = 0;
        while (expired < max) {
            Expiry expiry = operations.expireOne();
            if (expiry == Expiry.NONE_DUE) {
                housekeeping.run();
                break;
            }
            expired += expiry == Expiry.EXPIRED ? 1 : 0;
        }
        return expired;
    }

    @Override
    public Optional<ReservationState> state(ReservationId id) {
        return database.statement(
                session -> session.first(STATE, row -> ReservationState.valueOf(row.getString(1)), id.value()));
    }

    @Override
    public Optional<AccountBalance> balance(AccountId account) {
        return database.statement(session -> Accounts.find(session, account));
    }

    @Override
    public void setLimit(AccountId account, QuotaLimit limit) {
        Objects.requireNonNull(account, "account");
        changes.setLimit(account, Objects.requireNonNull(limit, "limit"));
    }

    @Override
    public AuditEntry change(AccountChange change) {
        return changes.change(Objects.requireNonNull(change, "change"));
    }

    @Override
    public Optional<AuditEntry> configure(AccountId account, QuotaLimit limit) {
        Objects.requireNonNull(account, "account");
        return changes.configure(account, Objects.requireNonNull(limit, "limit"));
    }

    @Override
    public List<AuditEntry> audit(AccountId account, @Nullable String before, int max) {
        requirePage(max);
        return database.statement(session -> Audit.page(session, account, before, max));
    }

    @Override
    public List<AccountState> accounts(String prefix, @Nullable AccountId after, int max) {
        requirePage(max);
        return database.statement(session -> Accounts.list(session, prefix, after, max));
    }

    private static long nanos(Duration ttl) {
        return ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL.toNanos() : ttl.toNanos();
    }

    private static void requireAmount(long amount, String name) {
        if (amount < 0) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + amount);
        }
    }

    private static void requireTtl(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, but is " + ttl);
        }
    }

    private static void requirePage(int max) {
        if (max < 1 || max > 1_000) {
            throw new IllegalArgumentException("max must be between 1 and 1000, but is " + max);
        }
    }
}
