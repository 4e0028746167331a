package io.modelrouter.request;

import org.jspecify.annotations.Nullable;

/** A body that is JSON but not a request: a member is missing, of the wrong type or out of range. */
public final class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String param;

    /**
     * @param param the member in the caller's own dialect, such as {@code messages} or {@code generationConfig.maxOutputTokens}; null if none is to
     *     blame
     * @param message what is wrong and what is allowed
     */
    public InvalidRequestException(@Nullable String param, String message) {
        super(message);
        this.param = param;
    }

    public @Nullable String param() {
        return param;
    }
}
