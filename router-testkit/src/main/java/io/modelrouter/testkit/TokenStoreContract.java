package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenStore} must do. Extend it and say how your store is made and how its owner changes it; changes
 * come through whatever your application uses for that, such as a table.
 */
public abstract class TokenStoreContract {
    private static final TokenHash HASH = TokenHash.of(Secret.of("sk-contract-one"));
    private static final TokenHash OTHER = TokenHash.of(Secret.of("sk-contract-two"));

    private ManualClock clock = new ManualClock();
    private TokenStore store = hash -> Optional.empty();

    /** An empty store; the clock is for a cache in front of it, if there is one. */
    protected abstract TokenStore newStore(ManualClock clock);

    /** Adds a token, or changes the one that has this hash. */
    protected abstract void put(TokenStore store, TokenHash hash, Token token);

    /** Removes a token. */
    protected abstract void remove(TokenStore store, TokenHash hash);

    /** Changes in the test with many threads; a slow store may want fewer. */
    protected int changesWhileRead() {
        return 200;
    }

    @BeforeEach
    void openTheStore() {
        clock = new ManualClock();
        store = newStore(clock);
    }

    @Test
    @DisplayName("finds a token by the hash of its key, with everything it may do")
    void finds() {
        Token token = Token.builder("team-search")
                .models("gpt-*", "o3")
                .groups(List.of("default", "gold"))
                .requestsPerMinute(60)
                .expiresAt(ManualClock.START.plus(Duration.ofDays(1)))
                .pin(true)
                .build();
        put(store, HASH, token);
        put(store, OTHER, Token.builder("other").build());

        Token found = store.find(TokenHash.of(Secret.of("sk-contract-one"))).orElseThrow();

        assertThat(found.name()).isEqualTo("team-search");
        assertThat(found.accounts()).isEqualTo(token.accounts());
        assertThat(found.models()).isEqualTo(token.models());
        assertThat(found.groups()).isEqualTo(token.groups());
        assertThat(found.requestsPerMinute()).hasValue(60);
        assertThat(found.expiresAt()).isEqualTo(token.expiresAt());
        assertThat(found.enabled()).isTrue();
        assertThat(found.pin()).isTrue();
    }

    @Test
    @DisplayName("finds nothing for a hash that nobody has")
    void empty() {
        assertThat(store.find(HASH)).isEmpty();

        put(store, OTHER, Token.builder("other").build());

        assertThat(store.find(HASH)).isEmpty();
    }

    @Test
    @DisplayName("finds disabled and expired tokens too; refusing them is not its business")
    void disabled() {
        put(
                store,
                HASH,
                Token.builder("off").enabled(false).expiresAt(ManualClock.START).build());
        clock.advance(Duration.ofSeconds(1));

        assertThat(store.find(HASH))
                .hasValueSatisfying(token -> assertThat(token.enabled()).isFalse());
    }

    @Test
    @DisplayName("shows every change at once, also of tokens that were looked up before")
    void changes() {
        assertThat(store.find(HASH)).isEmpty();

        put(store, HASH, Token.builder("a").build());
        assertThat(store.find(HASH)).as("added").isPresent();

        put(store, HASH, Token.builder("a").enabled(false).build());
        assertThat(store.find(HASH))
                .as("disabled")
                .hasValueSatisfying(token -> assertThat(token.enabled()).isFalse());

        remove(store, HASH);
        assertThat(store.find(HASH)).as("removed").isEmpty();
    }

    @Test
    @DisplayName("can be asked from many threads while it changes")
    void threads() throws Exception {
        put(store, HASH, Token.builder("constant").build());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                readers.add(pool.submit(() -> {
                    do {
                        assertThat(store.find(HASH))
                                .hasValueSatisfying(
                                        token -> assertThat(token.name()).isEqualTo("constant"));
                    } while (!over.get());
                }));
            }
            for (int i = 0; i < changesWhileRead(); i++) {
                put(store, OTHER, Token.builder("t" + i).build());
                remove(store, OTHER);
            }
            over.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }
}
