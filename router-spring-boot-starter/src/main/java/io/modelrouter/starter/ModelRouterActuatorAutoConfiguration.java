package io.modelrouter.starter;

import io.modelrouter.ModelRouter;
import io.modelrouter.starter.actuate.ModelRouterEndpoint;
import io.modelrouter.starter.reload.SettingsReload;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The operator's commands, where the actuator is there. Nothing is exposed unless the host's settings of it say so. */
@AutoConfiguration(after = ModelRouterAutoConfiguration.class)
@ConditionalOnClass(Endpoint.class)
@ConditionalOnBean(ModelRouter.class)
public class ModelRouterActuatorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ModelRouterEndpoint modelRouterEndpoint(ModelRouter router, SettingsReload settings) {
        return new ModelRouterEndpoint(router.operator(), settings);
    }
}
