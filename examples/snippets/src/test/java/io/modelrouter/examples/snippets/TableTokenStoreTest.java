package io.modelrouter.examples.snippets;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.TokenStoreContract;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

// <kit>
class TableTokenStoreTest extends TokenStoreContract {
    private final Map<String, Token> table = new ConcurrentHashMap<>();

    @Override
    protected TokenStore newStore(ManualClock clock) {
        table.clear();
        return new TableTokenStore(hash -> Optional.ofNullable(table.get(hash)));
    }

    @Override
    protected void put(TokenStore store, TokenHash hash, Token token) {
        table.put(hash.hex(), token);
    }

    @Override
    protected void remove(TokenStore store, TokenHash hash) {
        table.remove(hash.hex());
    }
}
// </kit>
