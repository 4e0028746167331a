package io.modelrouter.starter;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.channel.SelectionStrategy;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.core.pipeline.CallExecutors;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.core.quota.PriceTable;
import io.modelrouter.core.record.InMemoryCallLog;
import io.modelrouter.core.route.SelectionStrategies;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.providers.BuiltInProviders;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.reload.SettingsReload;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.starter.settings.SettingsBinding;
import io.modelrouter.starter.settings.SettingsFile;
import io.modelrouter.starter.settings.SettingsReader;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * A {@link ModelRouter} from the settings under {@code model-router}. Every part is a bean that a bean of the host's own
 * replaces; a provider client of the host's own replaces the one of the same channel type.
 */
@AutoConfiguration
@EnableConfigurationProperties(ModelRouterProperties.class)
public class ModelRouterAutoConfiguration {
    /** Name of the executor bean that runs streams and asynchronous views. */
    public static final String EXECUTOR = "modelRouterExecutor";

    private static final Logger LOG = LoggerFactory.getLogger(ModelRouterAutoConfiguration.class);

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static SettingsBinding modelRouterSettingsBinding(Environment environment) {
        return new SettingsBinding(environment);
    }

    @Bean(destroyMethod = "close")
    @Lazy(false)
    SettingsReload modelRouterSettingsReload(
            ModelRouterProperties properties,
            SettingsBinding binding,
            ConfigurableEnvironment environment,
            ProviderClients clients) {
        List<ProviderClient> all = clients.all();
        RouterConfiguration base = SettingsReader.read(properties, binding, environment, all);
        return new SettingsReload(
                base, SettingsFile.of(properties, base, environment, all), properties.reloadInterval());
    }

    /** The settings as they were at the start. */
    @Bean
    RouterConfiguration modelRouterConfiguration(SettingsReload reload) {
        return reload.current();
    }

    @Bean
    @ConditionalOnMissingBean
    HttpTransport modelRouterHttpTransport(ModelRouterProperties properties) {
        return new HttpTransport(HttpTransportSettings.builder()
                .allowHttp(properties.allowHttp())
                .allowPrivateAddresses(properties.allowPrivateAddresses())
                .allowHosts(properties.allowedHosts().stream()
                        .filter(host -> !host.isBlank())
                        .toList())
                .build());
    }

    /** A bean of the type {@link ProviderClient} replaces the built-in one of its channel type. */
    @Bean
    ProviderClients modelRouterProviderClients(
            HttpTransport transport, ObjectProvider<AccessTokens> tokens, ObjectProvider<ProviderClient> own) {
        return ProviderClients.of(
                BuiltInProviders.create(transport, tokens.getIfUnique(() -> AccessTokens.NONE)),
                own.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    ChannelRegistry modelRouterChannelRegistry(RouterConfiguration configuration, SettingsReload reload) {
        if (configuration.channels().isEmpty()) {
            LOG.warn("There are no channels, so no model can be served; add model-router.channels");
        }
        InMemoryChannelRegistry channels = new InMemoryChannelRegistry(configuration.channels());
        reload.onChange(SettingsReload.Part.CHANNELS, changed -> channels.replace(changed.channels()));
        return channels;
    }

    @Bean
    @ConditionalOnMissingBean(TokenStore.class)
    InMemoryTokenStore modelRouterTokenStore(RouterConfiguration configuration, SettingsReload reload) {
        InMemoryTokenStore tokens = new InMemoryTokenStore(configuration.tokens());
        reload.onChange(SettingsReload.Part.TOKENS, changed -> tokens.replaceAll(changed.tokens()));
        return tokens;
    }

    @Bean
    @ConditionalOnMissingBean(QuotaLedger.class)
    InMemoryQuotaLedger modelRouterQuotaLedger() {
        return new InMemoryQuotaLedger(System::nanoTime);
    }

    @Bean
    @ConditionalOnMissingBean
    CallLimiter modelRouterCallLimiter() {
        return new LocalCallLimiter(System::nanoTime);
    }

    @Bean
    @ConditionalOnMissingBean
    PriceBook modelRouterPriceBook(RouterConfiguration configuration, SettingsReload reload) {
        InMemoryPriceBook prices = new InMemoryPriceBook(configuration.prices());
        reload.onChange(SettingsReload.Part.PRICES, changed -> prices.replace(changed.prices()));
        return configuration.pricing().shippedTable() ? prices.or(PriceTable.shipped()) : prices;
    }

    @Bean
    @ConditionalOnMissingBean
    BudgetBook modelRouterBudgetBook(RouterConfiguration configuration, SettingsReload reload) {
        ConfiguredBudgets budgets = new ConfiguredBudgets(configuration);
        reload.onChange(SettingsReload.Part.BUDGETS, budgets::replace);
        return budgets;
    }

    @Bean
    @ConditionalOnMissingBean(CallLog.class)
    @ConditionalOnBooleanProperty(name = ModelRouterProperties.PREFIX + ".records.enabled", matchIfMissing = true)
    InMemoryCallLog modelRouterCallLog(RouterConfiguration configuration, ModelRouterProperties properties) {
        return new InMemoryCallLog(
                configuration.timeZone(), properties.records().inMemory());
    }

    @Bean
    @ConditionalOnMissingBean
    RouterSettings modelRouterSettings(RouterConfiguration configuration) {
        return configuration.router();
    }

    @Bean
    @ConditionalOnMissingBean
    ErrorSettings modelRouterErrorSettings(RouterConfiguration configuration) {
        return configuration.errors();
    }

    /** No default candidate, so that the host's own executors, Spring Boot's among them, stay as they are. */
    @Bean(name = EXECUTOR, defaultCandidate = false, destroyMethod = "shutdown")
    @ConditionalOnMissingBean(name = EXECUTOR)
    ExecutorService modelRouterExecutor() {
        return CallExecutors.create();
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ModelRouter modelRouter(
            RouterConfiguration configuration,
            SettingsReload reload,
            ChannelRegistry channels,
            ProviderClients clients,
            RouterBooks books,
            ObjectProvider<RouterListener> listeners,
            RouterSettings settings,
            ErrorSettings errors,
            ModelRouterProperties properties,
            ObjectProvider<SelectionStrategy> selection,
            @Qualifier(EXECUTOR) Executor executor) {
        configuration.limits().forEach(books::configure);
        reload.onChange(SettingsReload.Part.LIMITS, changed -> changed.limits().forEach(books::configure));
        ModelRouterBuilder builder = ModelRouterBuilder.create(channels)
                .authRequired(configuration.authRequired())
                .settings(settings)
                .routing(configuration.routing())
                .selection(selection.getIfUnique(
                        () -> SelectionStrategies.valueOf(properties.selection().name())))
                .errors(errors)
                .executor(executor);
        books.addTo(builder);
        clients.all().forEach(builder::provider);
        listeners.orderedStream().forEach(builder::listener);
        return builder.build();
    }

    /** What the router writes to and reads from; every one of them a bean. */
    @Bean
    RouterBooks modelRouterBooks(
            TokenStore tokens,
            QuotaLedger ledger,
            CallLimiter limiter,
            ObjectProvider<ResponseOrigins> origins,
            PriceBook prices,
            BudgetBook budgets,
            ObjectProvider<CallLog> log,
            ObjectProvider<CallHistory> history,
            ObjectProvider<CallAnnotator> annotator,
            RouterConfiguration configuration) {
        if (configuration.authRequired() && configuration.tokens().isEmpty() && tokens instanceof InMemoryTokenStore) {
            LOG.warn("There are no tokens, so every call is refused; add model-router.tokens,"
                    + " or set model-router.auth.required to false");
        }
        return new RouterBooks(
                tokens,
                ledger,
                limiter,
                origins.getIfUnique(() -> ResponseOrigins.NONE),
                prices,
                budgets,
                log.getIfAvailable(() -> CallLog.NONE),
                history.getIfUnique(),
                annotator.getIfUnique(() -> CallAnnotator.NONE));
    }
}
