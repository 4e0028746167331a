package io.modelrouter.auth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to tokens. The stores that we ship implement it beside {@link TokenStore}. Each change is one
 * atomic step, counts at once on this node and within 5 seconds on others.
 */
public interface TokenAdmin {

    /**
     * Adds a token and makes its key.
     *
     * @throws TokenChangeException if there is one of this name
     */
    IssuedToken create(Token token);

    /**
     * Adds a token whose key somebody else made, by its hash.
     *
     * @throws TokenChangeException if there is one of this name or hash
     */
    void add(TokenHash hash, Token token);

    /**
     * Makes another key for a token. Its earlier keys stay good for the overlap, or until they would have ended anyway.
     *
     * @param overlap 0 or more
     * @throws TokenChangeException if there is no such token
     */
    IssuedToken rotate(String name, Duration overlap);

    /**
     * Replaces what the token of this name may do; its keys stay.
     *
     * @throws TokenChangeException if there is no such token
     */
    void update(Token token);

    /** Removes a token with all its keys; false if there was none. */
    boolean remove(String name);

    /** The token of this name, enabled or not. */
    Optional<Token> named(String name);

    /**
     * Tokens in the order of their names.
     *
     * @param after the name that the page before ended with; null for the first
     * @param max at least 1, at most 1,000
     */
    List<Token> tokens(@Nullable String after, int max);
}
