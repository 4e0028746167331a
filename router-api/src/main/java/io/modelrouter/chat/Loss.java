package io.modelrouter.chat;

import java.util.Objects;

/**
 * Something of a request that the channel's dialect cannot say as the caller's did.
 *
 * @param field the member in the caller's own dialect, such as {@code generationConfig.topK}
 * @param severity what it means for the call
 * @param reason why, in a few words, never with the member's value
 */
public record Loss(String field, Severity severity, String reason) {

    /** What a loss means for the call. */
    public enum Severity {
        /** Said in another way that a caller will hardly notice, such as an effort for a budget of tokens. */
        APPROXIMATED,
        /** Left out; the answer is still an answer to the request. Named in {@code x-router-dropped}. */
        HINT,
        /** Left out, and without it the answer would be to another request: the channel is not used for the call. */
        SEMANTIC
    }

    public Loss {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(reason, "reason");
    }
}
