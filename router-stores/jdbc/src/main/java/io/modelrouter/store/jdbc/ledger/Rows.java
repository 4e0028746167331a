package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.QuotaLimit;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads balances and limits from rows. */
final class Rows {
    private Rows() {}

    /** Columns: id, unlimited, limit_nanos, held, used, overage. */
    static AccountState account(ResultSet row) throws SQLException {
        return new AccountState(new AccountId(row.getString(1)), balance(row, 2));
    }

    /** Five columns from this one: unlimited, limit_nanos, held, used, overage. */
    static AccountBalance balance(ResultSet row, int first) throws SQLException {
        return new AccountBalance(
                limit(row, first), row.getLong(first + 2), row.getLong(first + 3), row.getLong(first + 4));
    }

    /** Two columns from this one: unlimited, limit_nanos. */
    static QuotaLimit limit(ResultSet row, int first) throws SQLException {
        return row.getBoolean(first) ? QuotaLimit.UNLIMITED : QuotaLimit.of(row.getLong(first + 1));
    }

    /** The bound for a column that is null where there is none. */
    static @Nullable Long nanos(QuotaLimit limit) {
        return limit.nanos().isPresent() ? limit.nanos().getAsLong() : null;
    }
}
