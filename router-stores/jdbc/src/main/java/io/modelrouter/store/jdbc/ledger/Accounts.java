package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.ledger.Sql.Values;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads accounts. */
final class Accounts {
    private static final String COLUMNS = "id, unlimited, limit_nanos, held, used, overage FROM modelrouter_account";
    private static final Sql FIND = Sql.of("SELECT " + COLUMNS + " WHERE id = :account");
    private static final Sql LIST =
            Sql.of("SELECT " + COLUMNS + " WHERE id > :after AND id LIKE :pattern ESCAPE '!' ORDER BY id LIMIT :max");

    private Accounts() {}

    static Optional<AccountBalance> find(JdbcSession session, AccountId account) throws SQLException {
        return FIND.first(session, row -> Rows.account(row).balance(), Values.of("account", account.value()));
    }

    static List<AccountState> list(JdbcSession session, String prefix, @Nullable AccountId after, int max)
            throws SQLException {
        String literally = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return LIST.query(
                session,
                Rows::account,
                Values.of("after", after == null ? "" : after.value())
                        .and("pattern", literally + "%")
                        .and("max", max));
    }
}
