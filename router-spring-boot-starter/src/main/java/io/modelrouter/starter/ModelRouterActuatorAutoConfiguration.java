package io.modelrouter.starter;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.actuate.AccountsEndpoint;
import io.modelrouter.starter.actuate.CallsEndpoint;
import io.modelrouter.starter.actuate.ModelRouterEndpoint;
import io.modelrouter.starter.actuate.TokensEndpoint;
import io.modelrouter.starter.reload.SettingsReload;
import org.springframework.beans.factory.ObjectProvider;
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

    /** Where the ledger can be administrated. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(AccountAdmin.class)
    AccountsEndpoint modelRouterAccountsEndpoint(QuotaLedger ledger, AccountAdmin admin) {
        return new AccountsEndpoint(ledger, admin);
    }

    /** Where tokens can be administrated. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(TokenAdmin.class)
    TokensEndpoint modelRouterTokensEndpoint(TokenAdmin tokens, ObjectProvider<AccountAdmin> accounts) {
        return new TokensEndpoint(tokens, accounts.getIfAvailable());
    }

    /** Where records are kept. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(CallHistory.class)
    CallsEndpoint modelRouterCallsEndpoint(CallHistory history) {
        return new CallsEndpoint(history);
    }
}
