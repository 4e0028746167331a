package io.modelrouter.quota;

/** A change of an account was refused; nothing was changed. The message tells why, for an administrator. */
public class AccountChangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccountChangeException(String message) {
        super(message);
    }
}
