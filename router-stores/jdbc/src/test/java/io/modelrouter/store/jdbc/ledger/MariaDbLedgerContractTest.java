package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.testkit.AccountAdminContract;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.QuotaLedgerContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("The ledger on MariaDB")
class MariaDbLedgerContractTest extends QuotaLedgerContract {

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return TestLedgers.empty(Engine.MARIADB, clock);
    }

    @Override
    protected int histories() {
        return Integer.getInteger("modelrouter.histories", 2);
    }

    @Override
    protected int bankOperations() {
        return 400;
    }

    @Nested
    @DisplayName("as an administrator")
    class Admin extends AccountAdminContract {
        @Override
        protected QuotaLedger newLedger(ManualClock clock) {
            return TestLedgers.empty(Engine.MARIADB, clock);
        }
    }
}
