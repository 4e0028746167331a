package io.modelrouter.starter;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.starter.endpoint.CallerResolver;
import io.modelrouter.starter.endpoint.Callers;
import io.modelrouter.starter.endpoint.EndpointParts;
import io.modelrouter.starter.endpoint.EndpointRoutes;
import io.modelrouter.starter.endpoint.RouterServlet;
import io.modelrouter.starter.endpoint.UsageReport;
import io.modelrouter.starter.reload.SettingsReload;
import io.modelrouter.starter.settings.ModelRouterProperties;
import io.modelrouter.starter.settings.RouterConfiguration;
import jakarta.servlet.http.HttpServlet;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The compatible HTTP endpoints, in servlet web applications; off with {@code model-router.endpoints.enabled: false}. */
@AutoConfiguration(after = ModelRouterAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpServlet.class, ServletRegistrationBean.class})
@ConditionalOnBean(ModelRouter.class)
@ConditionalOnBooleanProperty(name = ModelRouterProperties.PREFIX + ".endpoints.enabled", matchIfMissing = true)
public class ModelRouterEndpointsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EndpointRoutes modelRouterEndpointRoutes(RouterConfiguration configuration) {
        return new EndpointRoutes(configuration.endpoints());
    }

    /** Who logged in to the host counts, where the settings say so, and a resolver of the host's own always. */
    @Bean
    @ConditionalOnMissingBean
    Callers modelRouterCallers(
            RouterConfiguration configuration,
            SettingsReload reload,
            ObjectProvider<CallerResolver> resolver,
            ObjectProvider<TokenAdmin> tokens) {
        return new Callers(
                resolver.getIfUnique(),
                configuration.auth().principal() ? new TokensByName(tokens.getIfAvailable(), reload::current) : null);
    }

    @Bean
    @ConditionalOnMissingBean
    UsageReport modelRouterUsageReport(RouterConfiguration configuration, ObjectProvider<CallHistory> history) {
        return new UsageReport(history.getIfUnique(), configuration.timeZone(), InstantSource.system());
    }

    @Bean
    @ConditionalOnMissingBean(name = "modelRouterServlet")
    ServletRegistrationBean<RouterServlet> modelRouterServlet(
            EndpointRoutes routes,
            ModelRouter router,
            ChannelRegistry channels,
            ErrorSettings errors,
            RouterConfiguration configuration,
            Callers callers,
            UsageReport usage,
            @Qualifier(ModelRouterAutoConfiguration.EXECUTOR) Executor executor) {
        RouterServlet servlet = new RouterServlet(new EndpointParts(
                routes,
                router,
                channels,
                ModelRouterBuilder.dialects(errors),
                executor,
                configuration.maxRequestBody(),
                configuration.maxUpload(),
                callers,
                usage));
        ServletRegistrationBean<RouterServlet> registration =
                new ServletRegistrationBean<>(servlet, routes.urlMappings().toArray(String[]::new));
        registration.setName("modelRouter");
        registration.setAsyncSupported(true);
        registration.setEnabled(!routes.urlMappings().isEmpty());
        return registration;
    }
}
