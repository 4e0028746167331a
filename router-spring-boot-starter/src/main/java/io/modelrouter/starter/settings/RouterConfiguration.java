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
import java.util.List;
import java.util.Map;

/**
 * The settings after they were checked, as what the router is built from.
 *
 * @param channels in the order of the settings
 * @param tokens by the hash of their key
 * @param limits of the tokens' accounts
 * @param prices by pattern
 * @param router how the router behaves
 * @param routing what decides where calls go, beside the channels
 * @param errors how errors are written
 * @param authRequired whether calls need a known key
 * @param endpoints paths of the endpoints
 * @param maxRequestBody bytes of a request's body
 * @param withoutEffect settings that were given and do nothing in this build
 */
public record RouterConfiguration(
        List<Channel> channels,
        Map<TokenHash, Token> tokens,
        Map<AccountId, QuotaLimit> limits,
        Map<ModelPattern, Price> prices,
        RouterSettings router,
        RoutingSettings routing,
        ErrorSettings errors,
        boolean authRequired,
        ModelRouterProperties.Endpoints endpoints,
        int maxRequestBody,
        List<String> withoutEffect) {

    public RouterConfiguration {
        channels = List.copyOf(channels);
        tokens = Map.copyOf(tokens);
        limits = Map.copyOf(limits);
        prices = Map.copyOf(prices);
        withoutEffect = List.copyOf(withoutEffect);
    }

    /** The same router with other channels, tokens and prices. */
    RouterConfiguration with(
            List<Channel> channels,
            Map<TokenHash, Token> tokens,
            Map<AccountId, QuotaLimit> limits,
            Map<ModelPattern, Price> prices) {
        return new RouterConfiguration(
                channels,
                tokens,
                limits,
                prices,
                router,
                routing,
                errors,
                authRequired,
                endpoints,
                maxRequestBody,
                withoutEffect);
    }
}
