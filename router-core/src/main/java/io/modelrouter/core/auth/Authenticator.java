package io.modelrouter.core.auth;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Turns a key into its token. A missing, unknown, malformed, disabled and expired key get the same answer, so that nobody
 * learns which it was. Where no key is required, whoever has no known key is the anonymous caller: SDKs always send one.
 */
public final class Authenticator {
    /** The longest key that is looked at, in characters. */
    public static final int MAX_KEY_LENGTH = 256;

    private final TokenStore tokens;
    private final InstantSource clock;
    private final boolean required;
    private final Token anonymous;

    public Authenticator(TokenStore tokens, InstantSource clock, boolean required, Token anonymous) {
        this.tokens = tokens;
        this.clock = clock;
        this.required = required;
        this.anonymous = anonymous;
    }

    /**
     * @throws RouterException UNAUTHENTICATED
     */
    public Token authenticate(Optional<Secret> key) {
        Optional<Token> token = key.filter(secret -> secret.reveal().length() <= MAX_KEY_LENGTH)
                .flatMap(secret -> tokens.find(TokenHash.of(secret)));
        if (token.isPresent()) {
            // a token that was switched off is refused even where strangers are let in
            return token.filter(this::isGood).orElseThrow(Authenticator::refusal);
        }
        if (required) {
            throw refusal();
        }
        return anonymous;
    }

    private boolean isGood(Token token) {
        return token.enabled()
                && token.expiresAt()
                        .map(expiry -> clock.instant().isBefore(expiry))
                        .orElse(true);
    }

    private static RouterException refusal() {
        return RouterException.of(
                        RouterErrorCode.UNAUTHENTICATED,
                        "the API key is missing or not valid; send one as Authorization: Bearer, x-api-key or x-goog-api-key")
                .build();
    }
}
