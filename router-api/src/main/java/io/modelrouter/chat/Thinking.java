package io.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much the model shall think, as far as the caller said.
 *
 * @param mode whether it thinks at all
 * @param effort {@code minimal}, {@code low}, {@code medium}, {@code high} or a vendor's further word, lower case; or null
 * @param budget the most tokens to think with, or null
 * @param visible whether the caller wants to read it (a summary or all); null where the caller did not say
 */
public record Thinking(
        Mode mode,
        @Nullable String effort,
        @Nullable Long budget,
        @Nullable Boolean visible) {

    /** Whether the model thinks. */
    public enum Mode {
        /** As the model does by itself, under the effort or budget if one is set. */
        DEFAULT,
        OFF,
        ON,
        /** The model decides at each turn (Claude's {@code adaptive}, Gemini's budget of -1). */
        ADAPTIVE
    }
}
