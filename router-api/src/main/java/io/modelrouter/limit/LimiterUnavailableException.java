package io.modelrouter.limit;

import org.jspecify.annotations.Nullable;

/** The limiter could not be reached. */
public class LimiterUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LimiterUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
