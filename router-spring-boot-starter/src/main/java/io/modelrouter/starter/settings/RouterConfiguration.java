package io.modelrouter.starter.settings;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.route.RoutingSettings;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The settings after they were checked, as what the router is built from.
 *
 * @param channels in the order of the settings
 * @param tokens by the hash of their key
 * @param accounts what accounts may spend, those of the tokens among them
 * @param prices by pattern
 * @param pricing how calls are priced beside that
 * @param notifyAt shares of a limit that are told
 * @param timeZone of budgets and daily statistics
 * @param accountsElsewhere whether the store may have accounts that the settings do not name
 * @param router how the router behaves
 * @param routing what decides where calls go, beside the channels
 * @param errors how errors are written
 * @param auth who may call
 * @param endpoints paths of the endpoints
 * @param maxRequestBody bytes of a request's body
 * @param maxUpload bytes of a form with files
 */
public record RouterConfiguration(
        List<Channel> channels,
        Map<TokenHash, Token> tokens,
        Accounts accounts,
        Map<ModelPattern, Price> prices,
        Pricing pricing,
        List<BigDecimal> notifyAt,
        ZoneId timeZone,
        boolean accountsElsewhere,
        RouterSettings router,
        RoutingSettings routing,
        ErrorSettings errors,
        ModelRouterProperties.Auth auth,
        ModelRouterProperties.Endpoints endpoints,
        int maxRequestBody,
        int maxUpload) {

    public RouterConfiguration {
        channels = List.copyOf(channels);
        tokens = Map.copyOf(tokens);
        prices = Map.copyOf(prices);
        notifyAt = List.copyOf(notifyAt);
    }

    /** What accounts may spend. */
    public Map<AccountId, QuotaLimit> limits() {
        return accounts.limits();
    }

    /** Whether calls need a known key. */
    public boolean authRequired() {
        return auth.required();
    }

    /** The same router with other channels, tokens, accounts and prices. */
    RouterConfiguration with(
            List<Channel> channels, Map<TokenHash, Token> tokens, Accounts accounts, Map<ModelPattern, Price> prices) {
        return new RouterConfiguration(
                channels,
                tokens,
                accounts,
                prices,
                pricing,
                notifyAt,
                timeZone,
                accountsElsewhere,
                router,
                routing,
                errors,
                auth,
                endpoints,
                maxRequestBody,
                maxUpload);
    }
}
