package io.modelrouter.core.auth;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns the key of a call into its token; the only place where that is decided. Whatever is wrong with a key, the caller
 * is told the same. Nothing is cached here, so a token that was disabled is refused at once. Safe from any thread.
 *
 * <p>Where no key is required:
 *
 * <ul>
 *   <li>a call without a key is the anonymous one's;
 *   <li>so is a call with a key that belongs to nobody, because many clients cannot be told to send none;
 *   <li>a key that belongs to a token counts as that token: with its permissions, and refused if it is disabled or expired,
 *       so that revoking a token means the same everywhere.
 * </ul>
 */
public final class Authenticator {
    /** The longest key that is looked at, in characters; a longer one is not even hashed. */
    public static final int MAX_KEY_LENGTH = 256;

    private static final String REFUSAL =
            "the API key is missing or not valid; send one as Authorization: Bearer, x-api-key or x-goog-api-key";

    private final TokenStore tokens;
    private final InstantSource clock;
    private final boolean required;
    private final Token anonymous;

    /**
     * @param clock tells when tokens expire
     * @param required whether every call needs a key
     * @param anonymous who calls without one where none is required
     */
    public Authenticator(TokenStore tokens, InstantSource clock, boolean required, Token anonymous) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.required = required;
        this.anonymous = Objects.requireNonNull(anonymous, "anonymous");
    }

    /**
     * The token of a call.
     *
     * @throws RouterException with {@link RouterErrorCode#UNAUTHENTICATED} and always the same message
     */
    public Token authenticate(Optional<Secret> key) {
        Optional<Token> known = key.filter(secret -> secret.reveal().length() <= MAX_KEY_LENGTH)
                .flatMap(secret -> tokens.find(TokenHash.of(secret)));
        if (known.isPresent()) {
            Token token = known.get();
            if (token.enabled() && !isExpired(token)) {
                return token;
            }
        } else if (!required) {
            return anonymous;
        }
        throw RouterException.of(RouterErrorCode.UNAUTHENTICATED, REFUSAL).build();
    }

    /** At the very instant of its expiry a token is no longer good. */
    private boolean isExpired(Token token) {
        Optional<Instant> end = token.expiresAt();
        return end.isPresent() && !clock.instant().isBefore(end.get());
    }
}
