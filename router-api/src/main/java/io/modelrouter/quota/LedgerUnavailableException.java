package io.modelrouter.quota;

import org.jspecify.annotations.Nullable;

/** The ledger could not be reached, so it is not known whether the operation took effect. Repeating it with the same id is safe. */
public class LedgerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
