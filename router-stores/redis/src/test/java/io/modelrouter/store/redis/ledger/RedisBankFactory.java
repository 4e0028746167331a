package io.modelrouter.store.redis.ledger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.RedisStoreSettings;
import io.modelrouter.testkit.bank.BankLedgerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens the ledger in the processes of the bank. Arguments: port, key prefix. */
public final class RedisBankFactory implements BankLedgerFactory {
    private static final List<Runnable> OPEN = new ArrayList<>();

    @Override
    public QuotaLedger open(List<String> arguments) {
        ClientResources resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.constant(Duration.ofMillis(20)))
                .build();
        RedisClient client =
                RedisClient.create(resources, RedisURI.create("127.0.0.1", Integer.parseInt(arguments.get(0))));
        RedisStore store = RedisStore.of(client, RedisStoreSettings.DEFAULT.withKeyPrefix(arguments.get(1)));
        OPEN.add(() -> {
            store.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            resources.shutdown(0, 2, TimeUnit.SECONDS);
        });
        return new RedisQuotaLedger(store);
    }

    /** Closes what this process opened; a client whose server is gone would try to reach it for ever. */
    static void closeAll() {
        OPEN.forEach(Runnable::run);
        OPEN.clear();
    }
}
