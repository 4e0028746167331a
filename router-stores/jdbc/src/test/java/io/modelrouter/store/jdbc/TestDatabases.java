package io.modelrouter.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.EnumMap;
import java.util.Map;

/** The databases of one test class: one with all tables on each engine it asks for. */
public final class TestDatabases implements AutoCloseable {
    private final Map<Engine, HikariDataSource> pools = new EnumMap<>(Engine.class);

    public synchronized HikariDataSource pool(Engine engine) {
        HikariDataSource pool = pools.get(engine);
        if (pool == null) {
            pool = Servers.migrated(engine);
            pools.put(engine, pool);
        }
        return pool;
    }

    public JdbcDatabase database(Engine engine) {
        return JdbcDatabase.of(pool(engine));
    }

    /** The same without what is in these tables. */
    public JdbcDatabase emptied(Engine engine, String... tables) {
        Servers.truncate(pool(engine), tables);
        return database(engine);
    }

    @Override
    public synchronized void close() {
        pools.values().forEach(HikariDataSource::close);
        pools.clear();
    }
}
