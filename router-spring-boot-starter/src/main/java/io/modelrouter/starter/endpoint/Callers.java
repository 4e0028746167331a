package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
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

    /**
     * @throws IllegalArgumentException if the key's suffix means nothing
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
        Optional<Token> token = byPrincipal.apply(principal.getName());
        context.caller(token.orElse(null));
        if (token.isEmpty()) {
            context.key(ClientKeys.nobodys());
        }
    }
}
