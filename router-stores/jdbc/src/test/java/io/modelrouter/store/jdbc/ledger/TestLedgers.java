package io.modelrouter.store.jdbc.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Servers;
import io.modelrouter.testkit.ManualClock;
import java.util.EnumMap;
import java.util.Map;

/** Empty ledgers for the contract kit: one database for each engine, emptied each time. */
final class TestLedgers {
    private static final String[] TABLES = {
        "modelrouter_reservation_account", "modelrouter_reservation", "modelrouter_account_audit", "modelrouter_account"
    };
    private static final Map<Engine, HikariDataSource> POOLS = new EnumMap<>(Engine.class);

    private TestLedgers() {}

    static synchronized HikariDataSource pool(Engine engine) {
        return POOLS.computeIfAbsent(engine, Servers::migrated);
    }

    static JdbcQuotaLedger empty(Engine engine, ManualClock clock) {
        HikariDataSource pool = pool(engine);
        Servers.truncate(pool, TABLES);
        return new JdbcQuotaLedger(JdbcDatabase.of(pool), clock);
    }
}
