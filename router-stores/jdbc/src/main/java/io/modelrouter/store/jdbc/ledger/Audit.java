package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rows that changes of accounts leave. */
final class Audit {
    private static final String COLUMNS =
            "SELECT id, account_id, kind, amount, new_limit_nanos, actor, reason, changed_at,"
                    + " before_unlimited, before_limit_nanos, before_held, before_used, before_overage,"
                    + " after_unlimited, after_limit_nanos, after_held, after_used, after_overage FROM modelrouter_account_audit";
    private static final Sql FIND = Sql.of(COLUMNS + " WHERE id = :id");
    private static final Sql NEWEST = Sql.of(COLUMNS + " WHERE account_id = :account ORDER BY seq DESC LIMIT :max");
    private static final Sql BEFORE = Sql.of(COLUMNS + " WHERE account_id = :account AND seq < (SELECT seq"
            + " FROM modelrouter_account_audit WHERE id = :before AND account_id = :account)"
            + " ORDER BY seq DESC LIMIT :max");
    private static final Sql INSERT = Sql.of("INSERT INTO modelrouter_account_audit (id, account_id, kind, amount,"
            + " new_limit_nanos, actor, reason, changed_at,"
            + " before_unlimited, before_limit_nanos, before_held, before_used, before_overage,"
            + " after_unlimited, after_limit_nanos, after_held, after_used, after_overage)"
            + " VALUES (:id, :account, :kind, :amount, :limit, :actor, :reason, :now,"
            + " :beforeunlimited, :beforelimit, :beforeheld, :beforeused, :beforeoverage,"
            + " :afterunlimited, :afterlimit, :afterheld, :afterused, :afteroverage)");

    private Audit() {}

    static Optional<AuditEntry> find(JdbcSession session, String id) throws SQLException {
        return FIND.first(session, Audit::read, Values.of("id", id));
    }

    static List<AuditEntry> page(JdbcSession session, AccountId account, @Nullable String before, int max)
            throws SQLException {
        Values values =
                Values.of("account", account.value()).and("before", before).and("max", max);
        return (before == null ? NEWEST : BEFORE).query(session, Audit::read, values);
    }

    /** Adds the row; false if its id is taken. */
    static boolean insert(JdbcSession session, AuditEntry entry, long now) throws SQLException {
        AccountChange change = entry.change();
        QuotaLimit limit = change.limit();
        Values values = Values.of("id", change.id())
                .and("account", change.account().value())
                .and("kind", change.kind().name())
                .and("amount", change.amount())
                .and("limit", limit == null ? null : Rows.nanos(limit))
                .and("actor", change.actor())
                .and("reason", change.reason())
                .and("now", now);
        add(values, "before", entry.before());
        add(values, "after", entry.after());
        return INSERT.insertIfAbsent(session, values);
    }

    private static void add(Values values, String when, AccountBalance balance) {
        values.and(when + "unlimited", balance.limit().nanos().isEmpty())
                .and(when + "limit", Rows.nanos(balance.limit()))
                .and(when + "held", balance.held())
                .and(when + "used", balance.used())
                .and(when + "overage", balance.overage());
    }

    private static AuditEntry read(ResultSet row) throws SQLException {
        AccountChange.Kind kind = AccountChange.Kind.valueOf(row.getString(3));
        long nanos = row.getLong(5);
        QuotaLimit limit = row.wasNull() ? QuotaLimit.UNLIMITED : QuotaLimit.of(nanos);
        AccountChange change = new AccountChange(
                row.getString(1),
                new AccountId(row.getString(2)),
                kind,
                row.getLong(4),
                kind == AccountChange.Kind.LIMIT ? limit : null,
                row.getString(6),
                row.getString(7));
        return new AuditEntry(change, StoreClock.instant(row.getLong(8)), Rows.balance(row, 9), Rows.balance(row, 14));
    }
}
