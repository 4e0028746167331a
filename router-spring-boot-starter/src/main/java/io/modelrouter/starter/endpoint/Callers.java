package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls: what a {@link CallerResolver} says, else the key, else, where that is wanted, who logged in to the
 * host. Without a token of that name it is as with a key that nobody has.
 */
public final class Callers {
    private final @Nullable CallerResolver resolver;
    private final @Nullable Function<String, Optional<Token>> byPrincipal;

    /** The key alone counts. */
    public static final Callers BY_KEY = new Callers(null, null);

    /**
     * @param resolver the host's own, or null
     * @param byPrincipal the token for the name of who logged in to the host, or null if that does not count
     */
    public Callers(@Nullable CallerResolver resolver, @Nullable Function<String, Optional<Token>> byPrincipal) {
        this.resolver = resolver;
        this.byPrincipal = byPrincipal;
    }

    private static Optional<Token> named(String name, Function<String, Optional<Token>> tokens) {
        try {
            return tokens.apply(name);
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "tokens cannot be looked up right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
    }

    /**
     * @throws IllegalArgumentException if the key's suffix means nothing
     * @throws RouterException if a resolver refuses the request, or tokens cannot be looked up
     */
    void identify(HttpServletRequest request, Dialect.Family family, CallContext.Builder context) {
        Optional<Token> known = resolver == null ? Optional.empty() : resolver.caller(request);
        if (known.isPresent()) {
            context.caller(known.get());
            return;
        }
        var key = ClientKeys.of(request, family);
        Principal principal = key == null && byPrincipal != null ? request.getUserPrincipal() : null;
        if (principal == null || byPrincipal == null) {
            context.key(key);
            return;
        }
        Optional<Token> token = named(principal.getName(), byPrincipal);
        context.caller(token.orElse(null));
        if (token.isEmpty()) {
            context.key(ClientKeys.nobodys());
        }
    }
}
