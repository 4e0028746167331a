package io.modelrouter.provider;

import io.modelrouter.error.FailureKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * No answer, or no more of it: a failure below HTTP. An answer with an error status is no exception but a
 * {@link ProviderResponse}.
 */
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    /**
     * @param kind CONNECTION, TIMEOUT, TRANSIENT or ENDED (cancelled by us)
     * @param message what happened at which stage, without addresses' query, header values or keys
     */
    public ProviderException(FailureKind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public FailureKind kind() {
        return kind;
    }
}
