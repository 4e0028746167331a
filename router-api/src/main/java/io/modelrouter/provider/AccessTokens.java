package io.modelrouter.provider;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import java.util.Optional;

/**
 * Bearer tokens that somebody else issues and that end after a while, such as those of Microsoft Entra or Google Cloud.
 * Implement it over the vendor's own library; the router has none of them inside.
 *
 * <p>Asked before each attempt, from many threads: keep a token until shortly before its end. May block while it fetches one;
 * that time counts as the attempt's.
 */
@FunctionalInterface
public interface AccessTokens {

    /** Has none: channels use their keys. */
    AccessTokens NONE = channel -> Optional.empty();

    /**
     * The token for a channel's next request; empty where the channel uses its own keys.
     *
     * @throws ProviderException if none could be had; its kind decides what becomes of the attempt (R2.2)
     */
    Optional<Secret> token(Channel channel) throws ProviderException;
}
