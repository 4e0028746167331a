package io.modelrouter.auth;

/** A change of a token was refused; nothing was changed. The message tells why, for an administrator. */
public class TokenChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TokenChangeException(String message) {
        super(message);
    }
}
