package io.modelrouter.core.stream;

/** One event of a stream is over the limit (32 MiB by default). */
public final class FrameTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FrameTooLargeException(long limit) {
        super("one event of the upstream's stream is over " + limit + " bytes");
    }
}
