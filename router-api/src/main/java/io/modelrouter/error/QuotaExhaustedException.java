package io.modelrouter.error;

/** The account has not enough quota for the call's hold. Nothing was sent. */
public final class QuotaExhaustedException extends RouterException {
    private static final long serialVersionUID = 1L;

    QuotaExhaustedException(Builder builder) {
        super(builder);
    }
}
