package io.modelrouter.examples.snippets;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.auth.TokenStore;
import java.util.Optional;
import java.util.function.Function;

// <store>
/** Tokens of a table whose key column holds the SHA-256 of each key, in hexadecimal digits. */
public final class TableTokenStore implements TokenStore {
    private final Function<String, Optional<Token>> rowByHash;

    public TableTokenStore(Function<String, Optional<Token>> rowByHash) {
        this.rowByHash = rowByHash;
    }

    @Override
    public Optional<Token> find(TokenHash hash) {
        return rowByHash.apply(hash.hex());
    }
}
// </store>
