package io.modelrouter.starter.store;

import io.lettuce.core.AbstractRedisClient;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.ledger.RedisQuotaLedger;
import io.modelrouter.store.redis.limit.RedisCallLimiter;
import io.modelrouter.store.redis.origin.RedisResponseOrigins;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What {@code store: redis} puts in the place of memory: the ledger and the limits. */
@AutoConfiguration(
        beforeName = "io.modelrouter.starter.ModelRouterAutoConfiguration",
        afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@Conditional(StoreCondition.Redis.class)
public class RedisStoreAutoConfiguration {
    private static final String MODULE = "io.modelrouter.store.redis.RedisStore";
    private static final String SPRING_DATA =
            "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory";

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(MODULE)
    static class WithoutModule {
        @Bean
        Object modelRouterRedisConnection(RouterConfiguration checked) {
            throw InvalidSettingException.of(
                    ModelRouterProperties.PREFIX + ".store",
                    "redis",
                    "it needs io.modelrouter:router-store-redis on the class path");
        }
    }

    /** The client of Spring Data's connection factory, where the application has one. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = {MODULE, SPRING_DATA})
    static class SpringData {
        @Bean
        HostsRedis modelRouterHostsRedis(ObjectProvider<LettuceConnectionFactory> factories) {
            return () -> {
                LettuceConnectionFactory factory = factories.getIfUnique();
                return factory == null ? null : SpringRedisClient.of(factory);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RedisStore.class)
    static class Ledger {

        /** After the settings are checked, so that all that is wrong with them is told first. */
        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        RedisConnection modelRouterRedisConnection(
                RouterConfiguration checked,
                ModelRouterProperties properties,
                ObjectProvider<AbstractRedisClient> clients,
                ObjectProvider<HostsRedis> hosts) {
            if (properties.redis().url() != null) {
                return RedisConnection.open(properties.redis(), null);
            }
            AbstractRedisClient client = clients.getIfUnique();
            HostsRedis further = hosts.getIfAvailable();
            return RedisConnection.open(
                    properties.redis(), client == null && further != null ? further.client() : client);
        }

        @Bean
        @ConditionalOnMissingBean(QuotaLedger.class)
        RedisQuotaLedger modelRouterQuotaLedger(RedisConnection redis) {
            return new RedisQuotaLedger(redis.store());
        }

        @Bean
        @ConditionalOnMissingBean
        CallLimiter modelRouterCallLimiter(RedisConnection redis) {
            return new RedisCallLimiter(redis.store());
        }

        @Bean
        @ConditionalOnMissingBean
        ResponseOrigins modelRouterResponseOrigins(RedisConnection redis) {
            return new RedisResponseOrigins(redis.store());
        }
    }
}
