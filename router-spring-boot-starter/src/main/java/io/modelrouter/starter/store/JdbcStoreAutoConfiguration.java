package io.modelrouter.starter.store;

import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallLog;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.reload.SettingsReload;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.ledger.JdbcQuotaLedger;
import io.modelrouter.store.jdbc.limit.JdbcCallLimiter;
import io.modelrouter.store.jdbc.origin.JdbcResponseOrigins;
import io.modelrouter.store.jdbc.record.JdbcCallLog;
import io.modelrouter.store.jdbc.token.JdbcTokenStore;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.util.ClassUtils;

/** What {@code store: jdbc} puts in the place of memory; with {@code store: redis} tokens and records, where jdbc.url is set. */
@AutoConfiguration(
        beforeName = "io.modelrouter.starter.ModelRouterAutoConfiguration",
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@Conditional(StoreCondition.Database.class)
public class JdbcStoreAutoConfiguration {
    private static final String MODULE = "io.modelrouter.store.jdbc.JdbcDatabase";
    private static final String SPRING_JDBC = "org.springframework.jdbc.datasource.ConnectionHolder";

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(MODULE)
    static class WithoutModule {
        @Bean
        Object modelRouterDatabaseStore(RouterConfiguration checked, ModelRouterProperties properties) {
            throw InvalidSettingException.of(
                    ModelRouterProperties.PREFIX + ".store",
                    properties.store().name().toLowerCase(Locale.ROOT),
                    "it needs io.modelrouter:router-store-jdbc on the class path");
        }
    }

    /** The database, for whatever is kept in it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JdbcDatabase.class)
    static class Database {

        /** After the settings are checked, so that all that is wrong with them is told first. */
        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        DatabaseStore modelRouterDatabaseStore(
                RouterConfiguration checked, ModelRouterProperties properties, ObjectProvider<DataSource> dataSources) {
            DataSource hosts = properties.jdbc().url() == null ? hosts(dataSources) : null;
            return DatabaseStore.open(properties.jdbc(), hosts);
        }

        private static @Nullable DataSource hosts(ObjectProvider<DataSource> dataSources) {
            DataSource one = dataSources.getIfUnique();
            if (one == null && dataSources.stream().findAny().isPresent()) {
                throw InvalidSettingException.of(
                        ModelRouterProperties.PREFIX + ".store",
                        "jdbc",
                        "the application has several DataSources; make one of them primary, or set"
                                + " model-router.jdbc.url");
            }
            return one;
        }

        @Bean
        @ConditionalOnMissingBean(TokenStore.class)
        LayeredTokens<JdbcTokenStore> modelRouterTokenStore(
                RouterConfiguration configuration, SettingsReload reload, DatabaseStore store) {
            InMemoryTokenStore configured = new InMemoryTokenStore(configuration.tokens());
            reload.onChange(SettingsReload.Part.TOKENS, changed -> configured.replaceAll(changed.tokens()));
            return new LayeredTokens<>(configured, new JdbcTokenStore(store.database()));
        }

        @Bean
        @ConditionalOnMissingBean(CallLog.class)
        @ConditionalOnBooleanProperty(name = ModelRouterProperties.PREFIX + ".records.enabled", matchIfMissing = true)
        JdbcCallLog modelRouterCallLog(RouterConfiguration configuration, DatabaseStore store) {
            return new JdbcCallLog(store.database(), configuration.timeZone());
        }
    }

    /** Quota and limits in the database. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(StoreCondition.Jdbc.class)
    @ConditionalOnClass(JdbcDatabase.class)
    static class Ledger {

        /**
         * For the host: its changes join the transaction that Spring has open, and are transactions of their own where there
         * is none. Before the ledger, which is asked for below: a ledger of the host's has other accounts.
         */
        @Bean
        @Primary
        @ConditionalOnMissingBean({AccountAdmin.class, QuotaLedger.class})
        AccountAdmin modelRouterAccountAdmin(DatabaseStore store) {
            JdbcDatabase database = ClassUtils.isPresent(SPRING_JDBC, null)
                    ? store.database().joining(new SpringTransaction(store.dataSource()))
                    : store.database();
            return new JoiningAccounts(new JdbcQuotaLedger(database));
        }

        /** Its calls are transactions of their own, whatever the calling thread has open. */
        @Bean
        @ConditionalOnMissingBean
        QuotaLedger modelRouterQuotaLedger(DatabaseStore store) {
            return new JdbcQuotaLedger(store.database());
        }

        /** An H2 file has no other process to share limits with, and counting in memory is faster. */
        @Bean
        @ConditionalOnMissingBean
        CallLimiter modelRouterCallLimiter(DatabaseStore store) {
            return store.isOfOneProcess()
                    ? new LocalCallLimiter(System::nanoTime)
                    : new JdbcCallLimiter(store.database());
        }

        /** An H2 file has no other process to tell. */
        @Bean
        @ConditionalOnMissingBean
        ResponseOrigins modelRouterResponseOrigins(DatabaseStore store) {
            return store.isOfOneProcess() ? ResponseOrigins.NONE : new JdbcResponseOrigins(store.database());
        }
    }
}
