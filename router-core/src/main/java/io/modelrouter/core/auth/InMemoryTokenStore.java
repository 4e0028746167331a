package io.modelrouter.core.auth;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenAuditEntry.Kind;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenKeys;
import io.modelrouter.auth.TokenStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens kept in this process, by the hash of their key. A change counts for every look-up that begins after it. Look-ups
 * take no lock; safe from any thread.
 *
 * <p>There are two kinds, which do not touch each other:
 *
 * <ul>
 *   <li>configured tokens, which {@link #put} and {@link #replaceAll} set. An administrator sees them and may not change
 *       them, since the next reading of the configuration would undo that;
 *   <li>issued tokens, which an administrator made by the methods of {@link TokenAdmin}. They outlive every
 *       {@link #replaceAll}, and end with the process.
 * </ul>
 *
 * <p>The audit has the newest 10,000 changes of issued tokens; what the configuration changes is not in it.
 *
 * <p>An administrator cannot take the name or the hash of a configured token. Where the configuration later takes one of an
 * issued token, both stay: a hash then finds the configured one, a name the issued one, until that is removed.
 */
public final class InMemoryTokenStore implements TokenStore, TokenAdmin {
    private static final int MAX_PAGE = 1_000;

    /** Held while the tokens change, so that no single change is lost to {@link #replaceAll}. */
    private final ReentrantLock changes = new ReentrantLock();

    private final IssuedTokens issued;
    private final TokenAudit audit;
    private volatile Map<TokenHash, Token> configured;

    /** An empty store. */
    public InMemoryTokenStore() {
        this(Map.of());
    }

    /**
     * @param configured by the hashes of their keys
     */
    public InMemoryTokenStore(Map<TokenHash, Token> configured) {
        this(configured, InstantSource.system(), new SecureRandom());
    }

    /**
     * @param configured by the hashes of their keys
     * @param clock tells when rotated keys end
     * @param random makes keys
     */
    public InMemoryTokenStore(Map<TokenHash, Token> configured, InstantSource clock, SecureRandom random) {
        this.configured = new ConcurrentHashMap<>(configured);
        this.audit = new TokenAudit(clock);
        this.issued = new IssuedTokens(Objects.requireNonNull(clock, "clock"), new TokenKeys(random));
    }

    @Override
    public Optional<Token> find(TokenHash hash) {
        Token token = configured.get(hash);
        return Optional.ofNullable(token == null ? issued.find(hash) : token);
    }

    /** Adds a configured token, or gives the key with this hash another one. */
    public InMemoryTokenStore put(TokenHash hash, Token token) {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(token, "token");
        locked(() -> configured.put(hash, token));
        return this;
    }

    /** Removes a configured token; false if there was none. */
    public boolean remove(TokenHash hash) {
        return locked(() -> configured.remove(hash) != null);
    }

    /** All configured tokens give way to these, in one step. */
    public void replaceAll(Map<TokenHash, Token> newTokens) {
        Map<TokenHash, Token> copy = new ConcurrentHashMap<>(newTokens);
        locked(() -> configured = copy);
    }

    /** How many keys there are, of configured and of issued tokens. */
    public int size() {
        return locked(() -> configured.size() + issued.size());
    }

    @Override
    public IssuedToken create(Token token) {
        return create(token, TokenAct.APPLICATION);
    }

    IssuedToken create(Token token, TokenAct act) {
        return locked(() -> {
            checkFree(token.name());
            IssuedToken made = issued.create(token);
            audit.add(token.name(), Kind.CREATED, act, TokenAuditEntry.changes(null, token));
            return made;
        });
    }

    @Override
    public void add(TokenHash hash, Token token) {
        add(hash, token, TokenAct.APPLICATION);
    }

    void add(TokenHash hash, Token token, TokenAct act) {
        locked(() -> {
            checkFree(token.name());
            if (configured.containsKey(hash)) {
                throw new TokenChangeException("this key belongs to another token already");
            }
            issued.add(hash, token);
            audit.add(token.name(), Kind.CREATED, act, TokenAuditEntry.changes(null, token));
            return token;
        });
    }

    @Override
    public IssuedToken rotate(String name, Duration overlap) {
        return rotate(name, overlap, TokenAct.APPLICATION);
    }

    IssuedToken rotate(String name, Duration overlap, TokenAct act) {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("the overlap must be 0 or more");
        }
        return locked(() -> {
            checkChangeable(name);
            IssuedToken rotated = issued.rotate(name, overlap);
            audit.add(name, Kind.ROTATED, act, "earlier keys stay good for " + overlap);
            return rotated;
        });
    }

    @Override
    public void update(Token token) {
        update(token, TokenAct.APPLICATION);
    }

    void update(Token token, TokenAct act) {
        locked(() -> {
            checkChangeable(token.name());
            Token before = issued.named(token.name());
            issued.update(token);
            audit.add(token.name(), Kind.UPDATED, act, TokenAuditEntry.changes(before, token));
            return token;
        });
    }

    @Override
    public boolean remove(String name) {
        return remove(name, TokenAct.APPLICATION);
    }

    boolean remove(String name, TokenAct act) {
        return locked(() -> {
            checkChangeable(name);
            boolean removed = issued.remove(name);
            if (removed) {
                audit.add(name, Kind.REMOVED, act, "");
            }
            return removed;
        });
    }

    @Override
    public TokenAdmin by(TokenAct act) {
        return new ActingTokenAdmin(this, act);
    }

    @Override
    public List<TokenAuditEntry> audit(String name, @Nullable String before, int max) {
        requirePage(max);
        return locked(() -> audit.page(name, before, max));
    }

    @Override
    public Optional<Token> named(String name) {
        return locked(() -> Optional.ofNullable(issued.named(name)).or(() -> configuredNamed(name)));
    }

    @Override
    public List<Token> tokens(@Nullable String after, int max) {
        requirePage(max);
        NavigableMap<String, Token> all = locked(() -> {
            NavigableMap<String, Token> tokens = issued.all();
            configured.values().forEach(token -> tokens.putIfAbsent(token.name(), token));
            return tokens;
        });
        return (after == null ? all : all.tailMap(after, false))
                .values().stream().limit(max).toList();
    }

    private void checkFree(String name) {
        if (configuredNamed(name).isPresent()) {
            throw new TokenChangeException("there is a token named " + name + " in the configuration");
        }
    }

    private void checkChangeable(String name) {
        if (issued.named(name) == null && configuredNamed(name).isPresent()) {
            throw new TokenChangeException("the token " + name + " is configured; change the configuration");
        }
    }

    private Optional<Token> configuredNamed(String name) {
        return configured.values().stream()
                .filter(token -> token.name().equals(name))
                .findAny();
    }

    private static void requirePage(int max) {
        if (max < 1 || max > MAX_PAGE) {
            throw new IllegalArgumentException("max must be from 1 to " + MAX_PAGE + ", not " + max);
        }
    }

    private <T> T locked(Supplier<T> step) {
        changes.lock();
        try {
            return step.get();
        } finally {
            changes.unlock();
        }
    }
}
