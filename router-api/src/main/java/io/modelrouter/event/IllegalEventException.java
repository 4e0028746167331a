package io.modelrouter.event;

/** An event came where the grammar does not allow it. A bug of the reader that made it, never of the caller. */
public final class IllegalEventException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    IllegalEventException(String message) {
        super(message);
    }
}
