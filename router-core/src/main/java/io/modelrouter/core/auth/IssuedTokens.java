package io.modelrouter.core.auth;

import io.modelrouter.auth.IssuedToken;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenKeys;
import io.modelrouter.channel.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that an administrator made while the process runs, and their keys. Look-ups by hash may come from any thread;
 * everything else from one at a time.
 */
final class IssuedTokens {
    private final InstantSource clock;
    private final TokenKeys keys;
    private final NavigableMap<String, Issued> byName = new TreeMap<>();
    /** What each key finds now; read without a lock. */
    private final Map<TokenHash, Token> byHash = new ConcurrentHashMap<>();

    /** A token and the ends of its keys; the newest has none of its own. */
    private static final class Issued {
        Token token;
        final Map<TokenHash, Optional<Instant>> ends = new HashMap<>();

        Issued(Token token) {
            this.token = token;
        }
    }

    IssuedTokens(InstantSource clock, TokenKeys keys) {
        this.clock = clock;
        this.keys = keys;
    }

    @Nullable
    Token find(TokenHash hash) {
        return byHash.get(hash);
    }

    @Nullable
    Token named(String name) {
        Issued issued = byName.get(name);
        return issued == null ? null : issued.token;
    }

    IssuedToken create(Token token) {
        Secret key = keys.next();
        add(TokenHash.of(key), token);
        return new IssuedToken(token, key);
    }

    void add(TokenHash hash, Token token) {
        if (byName.containsKey(token.name())) {
            throw new TokenChangeException("there is a token named " + token.name() + " already");
        }
        if (byHash.containsKey(hash)) {
            throw new TokenChangeException("this key belongs to another token already");
        }
        Issued issued = new Issued(token);
        issued.ends.put(hash, Optional.empty());
        byName.put(token.name(), issued);
        byHash.put(hash, token);
    }

    IssuedToken rotate(String name, Duration overlap) {
        Issued issued = known(name);
        Instant now = clock.instant();
        Instant end = now.plus(overlap);
        issued.ends.replaceAll(
                (hash, known) -> known.filter(earlier -> earlier.isBefore(end)).or(() -> Optional.of(end)));
        issued.ends.entrySet().removeIf(key -> {
            boolean over =
                    key.getValue().isPresent() && !now.isBefore(key.getValue().get());
            if (over) {
                byHash.remove(key.getKey());
            }
            return over;
        });
        Secret key = keys.next();
        issued.ends.put(TokenHash.of(key), Optional.empty());
        show(issued);
        return new IssuedToken(issued.token, key);
    }

    void update(Token token) {
        Issued issued = known(token.name());
        issued.token = token;
        show(issued);
    }

    boolean remove(String name) {
        Issued issued = byName.remove(name);
        if (issued == null) {
            return false;
        }
        byHash.keySet().removeAll(issued.ends.keySet());
        return true;
    }

    NavigableMap<String, Token> all() {
        NavigableMap<String, Token> tokens = new TreeMap<>();
        byName.forEach((name, issued) -> tokens.put(name, issued.token));
        return tokens;
    }

    /** How many keys there are. */
    int size() {
        return byHash.size();
    }

    private Issued known(String name) {
        Issued issued = byName.get(name);
        if (issued == null) {
            throw new TokenChangeException("there is no token named " + name);
        }
        return issued;
    }

    private void show(Issued issued) {
        issued.ends.forEach((hash, end) -> byHash.put(hash, until(issued.token, end)));
    }

    /** The token as one of its keys finds it: the earlier end counts. */
    private static Token until(Token token, Optional<Instant> end) {
        boolean earlier = end.isPresent()
                && token.expiresAt().map(own -> end.get().isBefore(own)).orElse(true);
        return earlier ? token.toBuilder().expiresAt(end.get()).build() : token;
    }
}
