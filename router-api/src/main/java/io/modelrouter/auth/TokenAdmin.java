package io.modelrouter.auth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator does to tokens. The stores that we ship implement it beside {@link TokenStore}. Each change is one
 * atomic step, counts at once on this node and within 5 seconds on others. Names are taken apart by every character, also by
 * its case. May block for a store; safe from any thread.
 *
 * <p>The stores that we ship write a row of audit with each change, in the same step.
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
     * Under such a key {@link TokenStore#find} gives the token with that end as its expiry, and may find nothing after it.
     *
     * @param overlap 0 or more
     * @throws IllegalArgumentException if it is below 0
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

    /**
     * The same tokens; what is changed by way of it has this actor and reason in the audit, and otherwise
     * {@link TokenAct#APPLICATION}. A store without an audit gives itself.
     */
    default TokenAdmin by(TokenAct act) {
        return this;
    }

    /**
     * The changes of a token, newest first; they stay when it is removed. Empty where the store keeps no audit.
     *
     * @param before the {@link TokenAuditEntry#id()} that the page before ended with; null for the newest
     * @param max at least 1, at most 1,000
     */
    default List<TokenAuditEntry> audit(String name, @Nullable String before, int max) {
        return List.of();
    }

    /** The token of this name, enabled or not. */
    Optional<Token> named(String name);

    /**
     * Tokens in the order of their names' characters, as {@link String#compareTo} has it, each once however many keys it has.
     *
     * @param after the name that the page before ended with; null for the first
     * @param max at least 1, at most 1,000
     * @throws IllegalArgumentException if it is not
     */
    List<Token> tokens(@Nullable String after, int max);
}
