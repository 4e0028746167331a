package io.modelrouter.starter.settings;

import io.modelrouter.starter.settings.ModelRouterProperties.Jdbc;
import io.modelrouter.starter.settings.ModelRouterProperties.Redis;
import io.modelrouter.starter.settings.ModelRouterProperties.Store;
import java.util.regex.Pattern;

/** Checks {@code store}, {@code jdbc} and {@code redis} against each other. Whether there is such a store is seen later. */
final class StoreChecks {
    private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern REDIS_URL = Pattern.compile("(?:redis|rediss|redis-socket)(?:\\+[a-z]+)?://.+");

    private final Problems problems;

    StoreChecks(Problems problems) {
        this.problems = problems;
    }

    void check(ModelRouterProperties properties) {
        checkJdbc(properties.jdbc(), properties.store());
        checkRedis(properties.redis(), properties.store());
    }

    private void checkJdbc(Jdbc jdbc, Store store) {
        String url = jdbc.url();
        if (url == null) {
            if (jdbc.username() != null || jdbc.password() != null) {
                String name = jdbc.username() != null ? "jdbc.username" : "jdbc.password";
                problems.add(path(name), null, "it belongs to jdbc.url, which is not set");
            }
            return;
        }
        if (store == Store.MEMORY) {
            problems.add(path("jdbc.url"), null, "it counts only with store: jdbc, or redis for tokens and records");
        } else if (!url.startsWith("jdbc:")) {
            problems.add(
                    path("jdbc.url"),
                    null,
                    "a JDBC address is expected, such as jdbc:postgresql://localhost/modelrouter");
        }
    }

    private void checkRedis(Redis redis, Store store) {
        if (redis.url() != null) {
            if (store != Store.REDIS) {
                problems.add(path("redis.url"), null, "it counts only with store: redis");
            } else if (!REDIS_URL.matcher(redis.url().reveal()).matches()) {
                problems.add(path("redis.url"), null, "an address is expected, such as redis://localhost:6379");
            }
        }
        if (!KEY_PREFIX.matcher(redis.keyPrefix()).matches()) {
            problems.add(
                    path("redis.key-prefix"), redis.keyPrefix(), "1 to 64 of letters, digits, . _ : - are allowed");
        }
        if (redis.waitReplicas() < 0 || redis.waitReplicas() > 10) {
            problems.add(path("redis.wait-replicas"), redis.waitReplicas(), "it must be from 0 to 10");
        }
        if (redis.waitTimeout().toMillis() < 1 || redis.waitTimeout().toSeconds() > 60) {
            problems.add(path("redis.wait-timeout"), redis.waitTimeout(), "it must be from 1ms to 60s");
        }
    }

    private static String path(String name) {
        return ModelRouterProperties.PREFIX + "." + name;
    }
}
