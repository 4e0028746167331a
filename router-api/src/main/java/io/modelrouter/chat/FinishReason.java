package io.modelrouter.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended: our word for it, and the provider's own.
 *
 * @param kind the class of the reason
 * @param raw the provider's text, such as {@code end_turn}; null where it gave none
 */
public record FinishReason(Kind kind, @Nullable String raw) {

    public enum Kind {
        /** The model was done. */
        STOP,
        /** A stop sequence of the request was met. */
        STOP_SEQUENCE,
        /** The token limit of the request or of the model was reached. */
        LENGTH,
        /** The model wants a tool run. */
        TOOL_CALLS,
        /** The provider's filter cut the answer or the prompt. */
        CONTENT_FILTER,
        /** The model refused. */
        REFUSAL,
        /** The provider paused a long turn; sending the answer back goes on. */
        PAUSE,
        /** The provider failed in a way it calls finished. */
        ERROR,
        /** A reason not known here; see {@link FinishReason#raw()}. */
        OTHER
    }

    public FinishReason {
        Objects.requireNonNull(kind, "kind");
    }
}
