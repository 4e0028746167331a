package io.modelrouter.examples.gateway;

import io.modelrouter.auth.Token;
import io.modelrouter.quota.AccountId;
import io.modelrouter.starter.endpoint.CallerResolver;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;

/** Tells tenants by the port that they call, one for each. */
final class TenantCallers implements CallerResolver {
    private final Map<String, String> tenants;

    /**
     * @param tenants by the local port that only they can reach
     */
    TenantCallers(Map<String, String> tenants) {
        this.tenants = tenants;
    }

    @Override
    public Optional<Token> caller(HttpServletRequest request) {
        String tenant = tenants.get(String.valueOf(request.getLocalPort()));
        return Optional.ofNullable(tenant)
                .map(name -> Token.builder(name)
                        .accounts(AccountId.organisation(name))
                        .models("gpt-*")
                        .build());
    }
}
