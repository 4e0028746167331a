package io.modelrouter.error;

/** What became of a call that failed: the rows of the table "what a client sees". */
public enum RouterErrorCode {
    /** The request is not valid in its dialect. 400. */
    INVALID_REQUEST,
    /** The body, or a part of it, is over a limit. 413. */
    REQUEST_TOO_LARGE,
    /** The body is compressed or not JSON. 415. */
    UNSUPPORTED_MEDIA_TYPE,
    /** No such endpoint. 404. */
    NOT_FOUND,
    /** The endpoint exists, the method does not. 405. */
    METHOD_NOT_ALLOWED,
    /** The key is missing, unknown, malformed, disabled or expired; nobody is told which. 401. */
    UNAUTHENTICATED,
    /** The key may not do this, such as pin a channel. 403. */
    PERMISSION_DENIED,
    /** No channel serves the model. 404. */
    MODEL_NOT_FOUND,
    /** The key may not use the model. 403. */
    MODEL_NOT_PERMITTED,
    /** The account has not enough quota for the hold. 402, by setting 429. */
    QUOTA_EXHAUSTED,
    /** The key's own rate or in-flight limit, or too many bad keys from one address. 429. */
    RATE_LIMITED,
    /** The router's own in-flight limit. 503. */
    OVERLOADED,
    /** The ledger, or the limiter, cannot be reached, so nothing is admitted. 503. */
    LEDGER_UNAVAILABLE,
    /** The same id was used with other arguments; or the call with this {@code Idempotency-Key} was made before. 409. */
    CONFLICT,
    /** The call with this {@code Idempotency-Key} runs still. 409 with Retry-After. */
    IDEMPOTENCY_KEY_IN_USE,
    /** Another request was made with this {@code Idempotency-Key}. OpenAI and Claude 422, Gemini 400. */
    IDEMPOTENCY_KEY_REUSED,
    /** The upstream refused the request for a reason the caller can mend; see the upstream error. Its status. */
    UPSTREAM_REFUSED,
    /** Every attempt was rate limited upstream. 429. */
    UPSTREAM_RATE_LIMITED,
    /** Every attempt met an overloaded upstream. OpenAI 502, Claude 529, Gemini 503. */
    UPSTREAM_OVERLOADED,
    /** Every attempt failed. OpenAI 502, Claude 500, Gemini 503. */
    UPSTREAM_FAILED,
    /** All channels are cooling down. 503 with Retry-After. */
    ALL_COOLING,
    /** The deadline passed. 504. */
    TIMEOUT,
    /** The upstream's stream ended without its end mark, after output had begun. */
    TRUNCATED,
    /** The call was cancelled by its caller. */
    CANCELLED,
    /** Too many routers in the path. 508. */
    LOOP_DETECTED,
    /** The caller's dialect and the channel's cannot carry this request. 400. */
    NOT_TRANSLATABLE,
    /** A failure of the router itself. 500. */
    INTERNAL
}
