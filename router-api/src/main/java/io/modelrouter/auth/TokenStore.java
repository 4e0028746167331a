package io.modelrouter.auth;

import java.util.Optional;

/**
 * Where tokens are kept: implement it over your own database or take the in-memory one.
 *
 * <p>Called for every call, from many threads. Tokens are looked up by hash only; the key itself never reaches a store. A
 * cache in front may be at most 5 seconds old and must drop a token when it changes.
 */
@FunctionalInterface
public interface TokenStore {

    /** The token with this hash, enabled or not; empty if there is none. */
    Optional<Token> find(TokenHash hash);
}
