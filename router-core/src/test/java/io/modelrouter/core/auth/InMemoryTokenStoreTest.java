package io.modelrouter.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Secret;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.TokenStoreContract;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory token store")
class InMemoryTokenStoreTest extends TokenStoreContract {
    private static final TokenHash A = TokenHash.of(Secret.of("sk-a"));
    private static final TokenHash B = TokenHash.of(Secret.of("sk-b"));

    @Override
    protected TokenStore newStore(ManualClock clock) {
        return new InMemoryTokenStore();
    }

    @Override
    protected void put(TokenStore store, TokenHash hash, Token token) {
        ((InMemoryTokenStore) store).put(hash, token);
    }

    @Override
    protected void remove(TokenStore store, TokenHash hash) {
        ((InMemoryTokenStore) store).remove(hash);
    }

    @Test
    void replacesAllTokensInOneStep() {
        InMemoryTokenStore store =
                new InMemoryTokenStore(Map.of(A, Token.builder("a").build()));

        store.replaceAll(Map.of(B, Token.builder("b").build()));

        assertThat(store.find(A)).isEmpty();
        assertThat(store.find(B)).isPresent();
        assertThat(store.size()).isEqualTo(1);
        store.put(A, Token.builder("a").build());
        assertThat(store.size()).as("still open to changes").isEqualTo(2);
    }

    @Test
    void saysWhetherThereWasATokenToRemove() {
        InMemoryTokenStore store =
                new InMemoryTokenStore(Map.of(A, Token.builder("a").build()));

        assertThat(store.remove(A)).isTrue();
        assertThat(store.remove(A)).isFalse();
    }
}
