package io.modelrouter.store.redis.ledger;

import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.AccountAdminContract;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.QuotaLedgerContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

@DisplayName("The Redis ledger")
class RedisQuotaLedgerTest extends QuotaLedgerContract {
    private static final List<RedisStore> OPEN = new ArrayList<>();

    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return emptyLedger(clock);
    }

    @Override
    protected int histories() {
        return Integer.getInteger("modelrouter.histories", 6);
    }

    @Override
    protected int bankOperations() {
        return 4_000;
    }

    @Nested
    @DisplayName("and its administrator")
    class Admin extends AccountAdminContract {
        @Override
        protected QuotaLedger newLedger(ManualClock clock) {
            return emptyLedger(clock);
        }
    }

    private static RedisQuotaLedger emptyLedger(ManualClock clock) {
        closeStores();
        RedisStore store = TestRedis.shared().store();
        OPEN.add(store);
        return TestLedgers.on(store, clock);
    }

    @AfterEach
    void close() {
        closeStores();
    }

    private static void closeStores() {
        OPEN.forEach(RedisStore::close);
        OPEN.clear();
    }
}
