package io.modelrouter.core.dialect;

import org.jspecify.annotations.Nullable;

/** An upstream's 2xx answer is not a whole answer of its dialect: empty, not JSON, HTML, or cut. */
public final class MalformedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
