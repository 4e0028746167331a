package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What administrators change: the account and its audit row in one transaction. The account's row is locked first, so that
 * changes of one account, the same one twice among them, come one after the other; each is then a guarded statement.
 */
final class AccountChanges {
    private static final Sql LOCK = Sql.of("SELECT unlimited, limit_nanos, held, used, overage, configured_unlimited,"
            + " configured_nanos FROM modelrouter_account WHERE id = :account FOR UPDATE");
    private static final Sql CONFIGURED = Sql.of("UPDATE modelrouter_account SET configured_unlimited = :unlimited,"
            + " configured_nanos = :limit WHERE id = :account");

    private final JdbcDatabase database;
    private final StoreClock clock;
    private final AccountSql sql;

    AccountChanges(JdbcDatabase database, StoreClock clock, AccountSql sql) {
        this.database = database;
        this.clock = clock;
        this.sql = sql;
    }

    /** Without an audit row: the ledger's own operation. */
    void setLimit(AccountId account, QuotaLimit limit) {
        database.transaction(session -> {
            Values values = values(account, limit, clock.micros(session));
            if (sql.setLimit.update(session, values) == 0 && !sql.createWithLimit.insertIfAbsent(session, values)) {
                throw JdbcSession.conflict("the account was made meanwhile");
            }
            return true;
        });
    }

    AuditEntry change(AccountChange change) {
        return database.transaction(session -> change(session, change));
    }

    private AuditEntry change(JdbcSession session, AccountChange change) throws SQLException {
        Optional<AuditEntry> first = first(session, change);
        if (first.isPresent()) {
            return first.get();
        }
        long now = clock.micros(session);
        Account account = lock(session, change.account(), change.kind() == AccountChange.Kind.LIMIT, now);
        // Again, now that nobody else can be at it.
        first = first(session, change);
        return first.isPresent() ? first.get() : apply(session, change, account.balance, now);
    }

    private static Optional<AuditEntry> first(JdbcSession session, AccountChange change) throws SQLException {
        Optional<AuditEntry> first = Audit.find(session, change.id());
        if (first.isPresent() && !first.get().change().equals(change)) {
            throw new AccountChangeException("the id " + change.id() + " was used for another change");
        }
        return first;
    }

    Optional<AuditEntry> configure(AccountId id, QuotaLimit limit) {
        return database.transaction(session -> {
            long now = clock.micros(session);
            Account account = lock(session, id, true, now);
            if (limit.equals(account.configured)) {
                return Optional.empty();
            }
            CONFIGURED.update(session, values(id, limit, now));
            String changeId = AccountAdmin.CONFIGURATION + "-" + UUID.randomUUID();
            AccountChange change =
                    AccountChange.limit(changeId, id, limit, AccountAdmin.CONFIGURATION, "the configured limit");
            return Optional.of(apply(session, change, account.balance, now));
        });
    }

    /** Locks the account, and creates it before that with limit 0 if it may. */
    private Account lock(JdbcSession session, AccountId id, boolean create, long now) throws SQLException {
        Values values = Values.of("account", id.value()).and("now", now);
        Optional<Account> found = LOCK.first(session, Account::read, values);
        if (found.isEmpty() && create) {
            sql.create.insertIfAbsent(session, values);
            found = LOCK.first(session, Account::read, values);
        }
        return found.orElseThrow(() -> new AccountChangeException("the account " + id + " is unknown"));
    }

    private AuditEntry apply(JdbcSession session, AccountChange change, AccountBalance before, long now)
            throws SQLException {
        Values values = values(change.account(), change.limit(), now);
        switch (change.kind()) {
            case LIMIT -> sql.setLimit.update(session, values);
            case TOP_UP -> {
                boolean done = sql.topUp.update(session, values.and("amount", change.amount())) > 0;
                refuse(!done && before.limit().nanos().isEmpty(), change, "has no limit to add to");
                refuse(!done, change, "would have a limit that does not fit");
            }
            case CORRECTION -> correct(session, change, values);
        }
        AccountBalance after = Accounts.find(session, change.account()).orElseThrow();
        AuditEntry entry = new AuditEntry(change, StoreClock.instant(now), before, after);
        if (!Audit.insert(session, entry, now)) {
            // The same id for another account, at the same time: the next round finds its row.
            throw JdbcSession.conflict("the id of the change was used meanwhile");
        }
        return entry;
    }

    private void correct(JdbcSession session, AccountChange change, Values values) throws SQLException {
        if (change.amount() < 0) {
            boolean done = sql.giveBack.update(session, values.and("amount", -change.amount())) > 0;
            refuse(!done, change, "was charged less than that");
            return;
        }
        values.and("hold", 0L).and("within", 0L).and("excess", change.amount()).and("actual", change.amount());
        refuse(sql.charge.update(session, values) == 0, change, "would have a sum that does not fit");
    }

    private static void refuse(boolean condition, AccountChange change, String words) {
        if (condition) {
            throw new AccountChangeException("the account " + change.account() + " " + words);
        }
    }

    private static Values values(AccountId account, @Nullable QuotaLimit limit, long now) {
        return Values.of("account", account.value())
                .and("unlimited", limit != null && limit.nanos().isEmpty())
                .and("limit", limit == null ? null : Rows.nanos(limit))
                .and("now", now);
    }

    private record Account(AccountBalance balance, @Nullable QuotaLimit configured) {
        static Account read(java.sql.ResultSet row) throws SQLException {
            boolean never = row.getObject(6) == null;
            return new Account(Rows.balance(row, 1), never ? null : Rows.limit(row, 6));
        }
    }
}
