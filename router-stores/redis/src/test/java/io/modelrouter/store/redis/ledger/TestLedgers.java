package io.modelrouter.store.redis.ledger;

import io.modelrouter.store.redis.RedisStore;
import java.time.InstantSource;

/** Ledgers that run by the clock of a test. */
public final class TestLedgers {
    private TestLedgers() {}

    public static RedisQuotaLedger on(RedisStore store, InstantSource clock) {
        return new RedisQuotaLedger(
                store, RedisQuotaLedger.DEFAULT_REMEMBER, RedisQuotaLedger.DEFAULT_AUDIT_ROWS, clock);
    }
}
