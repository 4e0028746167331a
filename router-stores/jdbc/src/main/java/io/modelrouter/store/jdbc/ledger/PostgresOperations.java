package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.store.jdbc.JdbcDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each operation is one call of a function of {@code V1__ledger.sql}, where the reasoning stands. */
final class PostgresOperations implements LedgerOperations {
    private static final String RESERVE =
            "SELECT outcome, detail FROM modelrouter_reserve(?, ?, ?, ?, CAST(? AS BIGINT))";
    private static final String SETTLE =
            "SELECT outcome, charged, overage, account, unlimited, limit_nanos, held, used,"
                    + " account_overage FROM modelrouter_settle(?, ?, ?, CAST(? AS TEXT), CAST(? AS BIGINT))";
    private static final String EXPIRE = "SELECT modelrouter_expire(CAST(? AS BIGINT))";

    private final JdbcDatabase database;
    private final StoreClock clock;

    PostgresOperations(JdbcDatabase database, StoreClock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public ReserveResult reserve(ReservationId id, List<AccountId> accounts, long amount, long ttlNanos) {
        String[] names = accounts.stream().map(AccountId::value).toArray(String[]::new);
        return database.statement(session -> session.first(
                        RESERVE, PostgresOperations::reserved, id.value(), names, amount, ttlNanos, clock.micros()))
                .orElseThrow();
    }

    private static ReserveResult reserved(ResultSet row) throws SQLException {
        String outcome = row.getString(1);
        return switch (outcome) {
            case "GRANTED" -> new ReserveResult.Granted();
            case "INSUFFICIENT" -> new ReserveResult.Insufficient(new AccountId(row.getString(2)));
            case "REPLAY" -> new ReserveResult.Replay(ReservationState.valueOf(row.getString(2)));
            case "CONFLICT" -> new ReserveResult.Conflict();
            default -> throw new IllegalStateException("the outcome of a reservation: " + outcome);
        };
    }

    @Override
    public SettleResult settle(ReservationId id, Settlement how, long actual, @Nullable String reason) {
        List<Settled> rows = database.statement(session ->
                session.query(SETTLE, Settled::read, id.value(), how.name(), actual, reason, clock.micros()));
        Settled first = rows.get(0);
        long overage = rows.stream().mapToLong(Settled::overage).max().orElse(0);
        return switch (first.outcome) {
            case "UNKNOWN" -> new SettleResult.Unknown();
            case "DONE" -> {
                List<AccountState> accounts = new ArrayList<>();
                for (Settled row : rows) {
                    if (row.account != null) {
                        accounts.add(row.account);
                    }
                }
                accounts.sort(Comparator.comparing(AccountState::account));
                yield new SettleResult.Done(first.charged, overage, accounts);
            }
            default -> new SettleResult.Replay(ReservationState.valueOf(first.outcome), first.charged, overage);
        };
    }

    @Override
    public Expiry expireOne() {
        int expired = database.statement(session -> session.first(EXPIRE, row -> row.getInt(1), clock.micros()))
                .orElseThrow();
        return expired > 0 ? Expiry.EXPIRED : expired == 0 ? Expiry.NONE_DUE : Expiry.POSTPONED;
    }

    private record Settled(
            String outcome,
            long charged,
            long overage,
            @Nullable AccountState account) {
        static Settled read(ResultSet row) throws SQLException {
            String account = row.getString(4);
            AccountBalance balance = account == null ? null : Rows.balance(row, 5);
            AccountState state =
                    account == null || balance == null ? null : new AccountState(new AccountId(account), balance);
            return new Settled(row.getString(1), row.getLong(2), row.getLong(3), state);
        }
    }
}
