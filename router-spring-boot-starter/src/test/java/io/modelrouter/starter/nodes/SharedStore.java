package io.modelrouter.starter.nodes;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.store.TestServers;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.store.jdbc.record.JdbcCallLog;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.RedisStoreSettings;
import io.modelrouter.store.redis.ledger.RedisQuotaLedger;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes share: all of it on PostgreSQL, or quota and limits on Redis and the rest on PostgreSQL. The test looks at
 * it past the nodes.
 */
final class SharedStore implements AutoCloseable {
    private final List<String> settings;
    private final HikariDataSource pool;
    private final QuotaLedger ledger;
    private final JdbcCallLog log;
    private final List<Runnable> closers = new ArrayList<>();

    private SharedStore(boolean redis) {
        String url = TestServers.postgres();
        settings = new ArrayList<>(
                List.of("model-router.store=" + (redis ? "redis" : "jdbc"), "model-router.jdbc.url=" + url));
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        pool = new HikariDataSource(config);
        Migrations.migrate(pool);
        JdbcDatabase database = JdbcDatabase.of(pool);
        log = new JdbcCallLog(database, ZoneOffset.UTC);
        ledger = redis ? openRedis() : new JdbcQuotaLedger(database);
    }

    static SharedStore postgres() {
        return new SharedStore(false);
    }

    static SharedStore redis() {
        return new SharedStore(true);
    }

    private QuotaLedger openRedis() {
        String url = TestServers.redis();
        String prefix = TestServers.prefix();
        settings.add("model-router.redis.url=" + url);
        settings.add("model-router.redis.key-prefix=" + prefix);
        RedisClient client = RedisClient.create(url);
        RedisStore store = RedisStore.of(client, RedisStoreSettings.DEFAULT.withKeyPrefix("{" + prefix + "}"));
        closers.add(store::close);
        closers.add(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
        return new RedisQuotaLedger(store);
    }

    /** What makes a gateway use it. */
    List<String> settings() {
        return settings;
    }

    AccountBalance balance(String token) {
        return ledger.balance(AccountId.token(token)).orElseThrow();
    }

    /** All records of a token. */
    List<CallRecord> records(String token) {
        List<CallRecord> all = new ArrayList<>();
        @Nullable String next = null;
        do {
            CallPage page = log.calls(CallFilter.ofToken(token), next, 1_000);
            all.addAll(page.records());
            next = page.next();
        } while (next != null);
        return all;
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        pool.close();
    }
}
