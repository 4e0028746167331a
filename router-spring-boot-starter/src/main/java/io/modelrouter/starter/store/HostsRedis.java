package io.modelrouter.starter.store;

import io.lettuce.core.AbstractRedisClient;
import org.jspecify.annotations.Nullable;

/** Looks for the client that the host's framework made. */
@FunctionalInterface
interface HostsRedis {
    /** Null if there is none, or several. */
    @Nullable
    AbstractRedisClient client();
}
