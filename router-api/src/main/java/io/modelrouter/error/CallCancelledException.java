package io.modelrouter.error;

/** The call was cancelled by its caller. */
public final class CallCancelledException extends RouterException {
    private static final long serialVersionUID = 1L;

    CallCancelledException(Builder builder) {
        super(builder);
    }
}
