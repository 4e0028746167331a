package io.modelrouter.core.auth;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns the key of a call into its token; the only place where that is decided. Whatever is wrong with a key, the caller
 * is told the same. No token is cached here, so one that was disabled is refused at once. Safe from any thread.
 *
 * <p>A caller whom the host has made sure of needs no key. Its token is held to its expiry and its addresses as any other.
 *
 * <p>Where no key is required:
 *
 * <ul>
 *   <li>a call without a key is the anonymous one's;
 *   <li>so is a call with a key that belongs to nobody, because many clients cannot be told to send none; such keys are not
 *       counted as bad ones;
 *   <li>a key that belongs to a token counts as that token: with its permissions, and refused if it is disabled, expired or
 *       used from elsewhere, so that revoking a token means the same everywhere.
 * </ul>
 */
public final class Authenticator {
    /** The longest key that is looked at, in characters; a longer one is not even hashed. */
    public static final int MAX_KEY_LENGTH = 256;

    private static final String REFUSAL =
            "the API key is missing or not valid; send one as Authorization: Bearer, x-api-key or x-goog-api-key";
    private static final String TOO_MANY = "too many calls with keys that are not valid came from this address";

    private final TokenStore tokens;
    private final InstantSource clock;
    private final boolean required;
    private final Token anonymous;
    private final BadKeys badKeys;

    /**
     * @param clock tells when tokens expire
     * @param required whether every call needs a key
     * @param anonymous who calls without one where none is required
     * @param badKeys limits guessing
     */
    public Authenticator(TokenStore tokens, InstantSource clock, boolean required, Token anonymous, BadKeys badKeys) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.required = required;
        this.anonymous = Objects.requireNonNull(anonymous, "anonymous");
        this.badKeys = Objects.requireNonNull(badKeys, "badKeys");
    }

    /**
     * The token of a call.
     *
     * @throws RouterException with {@link RouterErrorCode#UNAUTHENTICATED} and always the same message, or with
     *     {@link RouterErrorCode#RATE_LIMITED} where too many bad keys came from the caller's address, or with
     *     {@link RouterErrorCode#LEDGER_UNAVAILABLE} where the store of tokens cannot be reached
     */
    public Token authenticate(CallContext context) {
        if (context.caller().isPresent()) {
            return context.caller().filter(token -> mayCall(token, context)).orElseThrow(Authenticator::refusal);
        }
        Optional<Secret> key = context.key();
        if (key.isPresent() && key.get().reveal().length() <= MAX_KEY_LENGTH) {
            return known(TokenHash.of(key.get()), context);
        }
        if (required) {
            throw refusal();
        }
        return anonymous;
    }

    private Token known(TokenHash key, CallContext context) {
        if (required) {
            badKeys.retryAfter(context.remoteAddress(), key).ifPresent(wait -> {
                throw RouterException.of(RouterErrorCode.RATE_LIMITED, TOO_MANY)
                        .retryAfter(wait)
                        .build();
            });
        }
        Optional<Token> token = find(key);
        if (token.isEmpty() && !required) {
            return anonymous;
        }
        if (token.isPresent() && mayCall(token.get(), context)) {
            badKeys.succeeded(key);
            return token.get();
        }
        badKeys.failed(context.remoteAddress(), key);
        throw refusal();
    }

    /** A key that cannot be looked up is neither good nor bad. */
    private Optional<Token> find(TokenHash key) {
        try {
            return tokens.find(key);
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "keys cannot be checked right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
    }

    private boolean mayCall(Token token, CallContext context) {
        return token.enabled() && !isExpired(token) && isAllowedFrom(token, context.remoteAddress());
    }

    /** At the very instant of its expiry a token is no longer good. */
    private boolean isExpired(Token token) {
        Optional<Instant> end = token.expiresAt();
        return end.isPresent() && !clock.instant().isBefore(end.get());
    }

    /** Who does not say where the call comes from may not use a token that is bound to addresses. */
    private static boolean isAllowedFrom(Token token, Optional<String> address) {
        return token.addresses().isEmpty()
                || address.isPresent() && token.addresses().stream().anyMatch(range -> range.contains(address.get()));
    }

    private static RouterException refusal() {
        return RouterException.of(RouterErrorCode.UNAUTHENTICATED, REFUSAL).build();
    }
}
