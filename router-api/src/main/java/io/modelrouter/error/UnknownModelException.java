package io.modelrouter.error;

/** No channel serves the model, or the caller may not use it; {@link #code()} tells which. */
public final class UnknownModelException extends RouterException {
    private static final long serialVersionUID = 1L;

    UnknownModelException(Builder builder) {
        super(builder);
    }
}
