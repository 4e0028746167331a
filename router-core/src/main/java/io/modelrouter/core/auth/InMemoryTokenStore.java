package io.modelrouter.core.auth;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tokens kept in this process, by the hash of their key. A change counts for every look-up that begins after it. Look-ups
 * take no lock; safe from any thread.
 */
public final class InMemoryTokenStore implements TokenStore {
    /** Held while the tokens change, so that no single change is lost to {@link #replaceAll}. */
    private final ReentrantLock changes = new ReentrantLock();

    private volatile Map<TokenHash, Token> tokens = new ConcurrentHashMap<>();

    /** An empty store. */
    public InMemoryTokenStore() {}

    public InMemoryTokenStore(Map<TokenHash, Token> tokens) {
        this.tokens = new ConcurrentHashMap<>(tokens);
    }

    @Override
    public Optional<Token> find(TokenHash hash) {
        return Optional.ofNullable(tokens.get(hash));
    }

    /** Adds a token, or gives the key with this hash another one. */
    public InMemoryTokenStore put(TokenHash hash, Token token) {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(token, "token");
        changes.lock();
        try {
            tokens.put(hash, token);
        } finally {
            changes.unlock();
        }
        return this;
    }

    /** Removes a token; false if there was none. */
    public boolean remove(TokenHash hash) {
        changes.lock();
        try {
            return tokens.remove(hash) != null;
        } finally {
            changes.unlock();
        }
    }

    /** All tokens give way to these, in one step. */
    public void replaceAll(Map<TokenHash, Token> newTokens) {
        Map<TokenHash, Token> copy = new ConcurrentHashMap<>(newTokens);
        changes.lock();
        try {
            tokens = copy;
        } finally {
            changes.unlock();
        }
    }

    /** How many tokens there are. */
    public int size() {
        return tokens.size();
    }
}
