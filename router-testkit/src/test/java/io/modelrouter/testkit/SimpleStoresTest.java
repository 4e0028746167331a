package io.modelrouter.testkit;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The contracts can be met, by the simplest thing that could. */
class SimpleStoresTest {

    @Nested
    @DisplayName("A map of tokens")
    class MapOfTokens extends TokenStoreContract {
        private final Map<TokenHash, Token> tokens = new ConcurrentHashMap<>();

        @Override
        protected TokenStore newStore(ManualClock clock) {
            return hash -> Optional.ofNullable(tokens.get(hash));
        }

        @Override
        protected void put(TokenStore store, TokenHash hash, Token token) {
            tokens.put(hash, token);
        }

        @Override
        protected void remove(TokenStore store, TokenHash hash) {
            tokens.remove(hash);
        }
    }

    @Nested
    @DisplayName("A reference to channels")
    class ReferenceToChannels extends ChannelRegistryContract {
        private final AtomicReference<ChannelSnapshot> current =
                new AtomicReference<>(new ChannelSnapshot(0, List.of()));

        @Override
        protected ChannelRegistry newRegistry(List<Channel> channels) {
            change(current::get, channels);
            return current::get;
        }

        @Override
        protected void change(ChannelRegistry registry, List<Channel> channels) {
            current.updateAndGet(before -> new ChannelSnapshot(before.version() + 1, channels));
        }

        @Override
        protected boolean breakSource(ChannelRegistry registry) {
            return true;
        }
    }
}
