package io.modelrouter.examples.snippets;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.AccessTokens;
import java.util.Optional;
import java.util.function.Supplier;

// <entra>
/** Channels of type {@code azure} are called with tokens of Microsoft Entra; the others with their own keys. */
public final class EntraTokens implements AccessTokens {
    private final Supplier<String> entra;

    /**
     * @param entra gives a token that is good for some minutes more, and keeps it until then
     */
    public EntraTokens(Supplier<String> entra) {
        this.entra = entra;
    }

    @Override
    public Optional<Secret> token(Channel channel) {
        return channel.type().equals("azure") ? Optional.of(Secret.of(entra.get())) : Optional.empty();
    }
}
// </entra>
