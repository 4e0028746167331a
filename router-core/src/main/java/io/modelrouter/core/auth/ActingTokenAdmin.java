package io.modelrouter.core.auth;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens in memory, changed by one actor. */
final class ActingTokenAdmin implements TokenAdmin {
    private final InMemoryTokenStore store;
    private final TokenAct act;

    ActingTokenAdmin(InMemoryTokenStore store, TokenAct act) {
        this.store = store;
        this.act = act;
    }

    @Override
    public IssuedToken create(Token token) {
        return store.create(token, act);
    }

    @Override
    public void add(TokenHash hash, Token token) {
        store.add(hash, token, act);
    }

    @Override
    public IssuedToken rotate(String name, Duration overlap) {
        return store.rotate(name, overlap, act);
    }

    @Override
    public void update(Token token) {
        store.update(token, act);
    }

    @Override
    public boolean remove(String name) {
        return store.remove(name, act);
    }

    @Override
    public TokenAdmin by(TokenAct other) {
        return new ActingTokenAdmin(store, other);
    }

    @Override
    public List<TokenAuditEntry> audit(String name, @Nullable String before, int max) {
        return store.audit(name, before, max);
    }

    @Override
    public Optional<Token> named(String name) {
        return store.named(name);
    }

    @Override
    public List<Token> tokens(@Nullable String after, int max) {
        return store.tokens(after, max);
    }
}
