package io.modelrouter.error;

/** The upstream's stream ended without its end mark after output had begun. What was delivered stays delivered; {@link #partialUsage()} tells what it took. */
public final class TruncatedStreamException extends RouterException {
    private static final long serialVersionUID = 1L;

    TruncatedStreamException(Builder builder) {
        super(builder);
    }
}
