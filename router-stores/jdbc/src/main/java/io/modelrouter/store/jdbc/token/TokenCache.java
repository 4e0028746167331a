package io.modelrouter.store.jdbc.token;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * What the database said of a hash a moment ago, also that it knows none. Bounded; keys that are asked for often stay when
 * somebody tries many unknown ones. Those who ask for one hash at the same time share one query, and no lock is held during it.
 */
final class TokenCache {
    private static final int MOST = 10_000;

    private final AsyncCache<TokenHash, Optional<Token>> answers;

    TokenCache(Duration maxAge, Ticker ticker) {
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(maxAge)
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    /** The answer of a moment ago, or what the query says now. What the query throws is thrown, and not remembered. */
    Optional<Token> get(TokenHash hash, Function<TokenHash, Optional<Token>> query) {
        CompletableFuture<Optional<Token>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Token>> first = answers.asMap().putIfAbsent(hash, mine);
        if (first != null) {
            return join(first);
        }
        try {
            mine.complete(query.apply(hash));
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return join(mine);
    }

    private static Optional<Token> join(CompletableFuture<Optional<Token>> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Forgets them, together with queries that are under way: whoever asks from now on gets what the database says. */
    void forget(Collection<TokenHash> hashes) {
        answers.asMap().keySet().removeAll(hashes);
    }
}
