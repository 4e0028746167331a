package io.modelrouter.starter.store;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.ModelRouterProperties.Redis;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.RedisStoreSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The Redis of the stores: the one that {@code redis.url} names, else the host's client. Closes only what it opened. */
public final class RedisConnection implements AutoCloseable {
    private static final String URL = ModelRouterProperties.PREFIX + ".redis.url";
    private static final Duration OPERATION = Duration.ofSeconds(2);

    private final RedisStore store;
    private final @Nullable RedisClient own;

    private RedisConnection(RedisStore store, @Nullable RedisClient own) {
        this.store = store;
        this.own = own;
    }

    /**
     * Prepares the connection, which is opened by the first that needs it.
     *
     * @param hosts the host's own client, or null
     * @throws InvalidSettingException if there is no client, or the address is none
     */
    static RedisConnection open(Redis settings, @Nullable AbstractRedisClient hosts) {
        RedisStoreSettings how = settings(settings);
        if (settings.url() != null) {
            RedisClient own = RedisClient.create(address(settings.url().reveal()));
            return new RedisConnection(RedisStore.of(own, how), own);
        }
        if (hosts instanceof RedisClusterClient cluster) {
            return new RedisConnection(RedisStore.of(cluster, how), null);
        }
        if (hosts instanceof RedisClient client) {
            return new RedisConnection(RedisStore.of(client, how), null);
        }
        throw InvalidSettingException.of(
                URL,
                null,
                "the store redis needs it, such as redis://localhost:6379, or a RedisClient, RedisClusterClient or"
                        + " LettuceConnectionFactory in the application");
    }

    private static RedisURI address(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            throw InvalidSettingException.of(URL, null, "it is no address that Lettuce can read");
        }
    }

    /** All keys lie in one slot, as scripts need it in a cluster. */
    private static RedisStoreSettings settings(Redis settings) {
        RedisStoreSettings how = RedisStoreSettings.DEFAULT.withKeyPrefix("{" + settings.keyPrefix() + "}");
        if (settings.waitReplicas() == 0) {
            return how;
        }
        return how.withTimeout(OPERATION.plus(settings.waitTimeout()))
                .withReplicas(settings.waitReplicas(), settings.waitTimeout());
    }

    /** The connection of all stores. */
    public RedisStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
        if (own != null) {
            own.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
