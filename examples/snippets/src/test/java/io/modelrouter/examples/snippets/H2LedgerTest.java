package io.modelrouter.examples.snippets;

import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.testkit.AccountAdminContract;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.QuotaLedgerContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

// <kit>
class H2LedgerTest extends QuotaLedgerContract {
    private static final JdbcConnectionPool POOL = JdbcConnectionPool.create("jdbc:h2:mem:kit;DB_CLOSE_DELAY=-1", "", "");

    @BeforeAll
    static void makeTables() {
        Migrations.migrate(POOL);
    }

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return emptyLedger(clock);
    }

    @Nested
    class Admin extends AccountAdminContract {
        @Override
        protected QuotaLedger newLedger(ManualClock clock) {
            return emptyLedger(clock);
        }
    }

    private static QuotaLedger emptyLedger(ManualClock clock) {
        try (Connection connection = POOL.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM modelrouter_reservation_account");
            statement.execute("DELETE FROM modelrouter_reservation");
            statement.execute("DELETE FROM modelrouter_account_audit");
            statement.execute("DELETE FROM modelrouter_account");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new JdbcQuotaLedger(JdbcDatabase.of(POOL), clock);
    }
    // </kit>

    @Override
    protected int histories() {
        return 4; // the store's own tests run more
    }

    @Override
    protected int bankOperations() {
        return 1_000;
    }
}
