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
    private static final JdbcConnectionPool POOL =
            JdbcConnectionPool.create("jdbc:h2:mem:kit;DB_CLOSE_DELAY=-1", "", "");

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
        delete("reservation_account", "reservation", "account_audit", "account");
        return new JdbcQuotaLedger(JdbcDatabase.of(POOL), clock);
    }
    // </kit>

    @Override
    protected int histories() {
        return 1; // the store's own tests run more
    }

    @Override
    protected int bankOperations() {
        return 200;
    }

    private static void delete(String... tables) {
        try (Connection connection = POOL.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("DELETE FROM modelrouter_" + table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
