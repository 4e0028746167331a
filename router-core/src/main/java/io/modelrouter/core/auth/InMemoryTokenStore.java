package io.modelrouter.core.auth;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tokens in memory, by hash. Changes are seen by the next call. Thread-safe. */
public final class InMemoryTokenStore implements TokenStore {
    private volatile Map<TokenHash, Token> tokens = Map.of();

    @Override
    public Optional<Token> find(TokenHash hash) {
        return Optional.ofNullable(tokens.get(hash));
    }

    /** Adds a token, or replaces the one with this hash. */
    public synchronized InMemoryTokenStore put(TokenHash hash, Token token) {
        Map<TokenHash, Token> changed = new HashMap<>(tokens);
        changed.put(hash, token);
        tokens = Map.copyOf(changed);
        return this;
    }

    /** Takes a token away; nothing happens if it is not there. */
    public synchronized void remove(TokenHash hash) {
        Map<TokenHash, Token> changed = new HashMap<>(tokens);
        changed.remove(hash);
        tokens = Map.copyOf(changed);
    }

    /** Replaces all tokens at once. */
    public synchronized void replaceAll(Map<TokenHash, Token> all) {
        tokens = Map.copyOf(all);
    }
}
