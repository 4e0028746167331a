package io.modelrouter.starter.endpoint;

/** An answer broke off after it had begun, and nothing in it could say so: the connection must not end as if all was well. */
final class BrokenAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String id, Throwable cause) {
        super("the answer of call " + id + " broke off", cause);
    }
}
