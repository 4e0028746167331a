package io.modelrouter.auth;

/**
 * Who changes a token, and why, for its audit.
 *
 * @param actor 1 to 128 characters
 * @param reason at most 1,000 characters; may be empty
 */
public record TokenAct(String actor, String reason) {
    /** Of changes that nobody said an actor for: the application's own code. */
    public static final TokenAct APPLICATION = new TokenAct("application", "");

    /**
     * @throws IllegalArgumentException if the actor is empty or longer than 128 characters, or the reason is longer than
     *     1,000
     */
    public TokenAct {
        if (actor.isEmpty() || actor.length() > 128) {
            throw new IllegalArgumentException("the actor of a change has 1 to 128 characters");
        }
        if (reason.length() > 1_000) {
            throw new IllegalArgumentException("the reason of a change has at most 1000 characters");
        }
    }
}
