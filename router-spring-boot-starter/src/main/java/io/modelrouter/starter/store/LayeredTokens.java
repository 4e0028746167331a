package io.modelrouter.starter.store;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.core.auth.InMemoryTokenStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the settings, and behind them those of a store. An administrator sees both and changes the store's alone: what
 * the settings say would be back at the next start. A key finds the token of the settings first; a name that both have, the
 * store's, until that is removed, as with the store in memory.
 *
 * @param <S> what the store can do
 */
public final class LayeredTokens<S extends TokenStore & TokenAdmin> implements TokenStore, TokenAdmin {
    private final InMemoryTokenStore settings;
    private final S found;
    private final TokenAdmin store;

    public LayeredTokens(InMemoryTokenStore settings, S store) {
        this(settings, store, store);
    }

    private LayeredTokens(InMemoryTokenStore settings, S found, TokenAdmin store) {
        this.settings = settings;
        this.found = found;
        this.store = store;
    }

    @Override
    public TokenAdmin by(TokenAct act) {
        return new LayeredTokens<>(settings, found, store.by(act));
    }

    @Override
    public List<TokenAuditEntry> audit(String name, @Nullable String before, int max) {
        return store.audit(name, before, max);
    }

    @Override
    public Optional<Token> find(TokenHash hash) {
        Optional<Token> configured = settings.find(hash);
        return configured.isPresent() ? configured : found.find(hash);
    }

    @Override
    public IssuedToken create(Token token) {
        checkFree(token.name());
        return store.create(token);
    }

    @Override
    public void add(TokenHash hash, Token token) {
        checkFree(token.name());
        if (settings.find(hash).isPresent()) {
            throw new TokenChangeException("there is a token with this key in the settings already");
        }
        store.add(hash, token);
    }

    @Override
    public IssuedToken rotate(String name, Duration overlap) {
        checkChangeable(name);
        return store.rotate(name, overlap);
    }

    @Override
    public void update(Token token) {
        checkChangeable(token.name());
        store.update(token);
    }

    @Override
    public boolean remove(String name) {
        checkChangeable(name);
        return store.remove(name);
    }

    @Override
    public Optional<Token> named(String name) {
        return store.named(name).or(() -> settings.named(name));
    }

    /** Those of the settings are few, so each page may look at all of them. */
    @Override
    public List<Token> tokens(@Nullable String after, int max) {
        Map<String, Token> page = new TreeMap<>();
        String seen = after;
        List<Token> some;
        do {
            some = settings.tokens(seen, 1_000);
            some.forEach(token -> page.put(token.name(), token));
            seen = some.isEmpty() ? seen : some.get(some.size() - 1).name();
        } while (some.size() == 1_000);
        store.tokens(after, max).forEach(token -> page.put(token.name(), token));
        return page.values().stream().limit(max).toList();
    }

    private void checkFree(String name) {
        if (settings.named(name).isPresent()) {
            throw new TokenChangeException("there is a token named '" + name + "' in the settings already");
        }
    }

    private void checkChangeable(String name) {
        if (settings.named(name).isPresent() && store.named(name).isEmpty()) {
            throw new TokenChangeException("the token '" + name + "' stands in the settings; change it there");
        }
    }
}
