package io.modelrouter.starter.store;

import io.lettuce.core.AbstractRedisClient;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The client inside Spring Data's connection factory. */
final class SpringRedisClient {
    private SpringRedisClient() {}

    /** Starts the factory if nobody has yet: it has its client only then. */
    static AbstractRedisClient of(LettuceConnectionFactory factory) {
        if (!factory.isRunning()) {
            factory.start();
        }
        return factory.getRequiredNativeClient();
    }
}
