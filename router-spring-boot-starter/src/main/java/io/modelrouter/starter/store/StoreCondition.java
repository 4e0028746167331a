package io.modelrouter.starter.store;

import io.modelrouter.starter.settings.ModelRouterProperties;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Which store the settings choose, as far as beans depend on it. A word that is no store is told elsewhere. */
abstract class StoreCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment settings = context.getEnvironment();
        String store = settings.getProperty(ModelRouterProperties.PREFIX + ".store", "memory");
        boolean database = settings.containsProperty(ModelRouterProperties.PREFIX + ".jdbc.url");
        return new ConditionOutcome(
                matches(store.strip(), database), ModelRouterProperties.PREFIX + ".store is " + store);
    }

    abstract boolean matches(String store, boolean database);

    /** Quota and limits are in a database. */
    static final class Jdbc extends StoreCondition {
        @Override
        boolean matches(String store, boolean database) {
            return store.equalsIgnoreCase("jdbc");
        }
    }

    /** Tokens and records are in a database, with Redis only where one is named. */
    static final class Database extends StoreCondition {
        @Override
        boolean matches(String store, boolean database) {
            return store.equalsIgnoreCase("jdbc") || store.equalsIgnoreCase("redis") && database;
        }
    }

    /** Quota and limits are in Redis. */
    static final class Redis extends StoreCondition {
        @Override
        boolean matches(String store, boolean database) {
            return store.equalsIgnoreCase("redis");
        }
    }
}
