package io.modelrouter.error;

/** The call's deadline passed, or no attempt answered in its time. */
public final class CallTimeoutException extends RouterException {
    private static final long serialVersionUID = 1L;

    CallTimeoutException(Builder builder) {
        super(builder);
    }
}
