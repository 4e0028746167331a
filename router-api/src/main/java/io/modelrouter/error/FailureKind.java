package io.modelrouter.error;

/**
 * What a failed attempt means for what comes next. The attempt loop asks for this, never for a status, because providers
 * disagree on status codes. The classes are those of the reliability specification, R2.2.
 */
public enum FailureKind {
    /** Refused, DNS, TLS, proxy failure: nobody is there. Another channel may do; the channel is suspect at once. */
    CONNECTION(true),
    /** A connection that was made broke before any answer came. Another channel may do; it happens to healthy ones too. */
    RESET(true),
    /** 408, 500, 502, 503, 504, 529; an empty, malformed or wrong-type answer. Another channel may do. */
    TRANSIENT(true),
    /** 429. Another channel may do. */
    RATE_LIMITED(true),
    /** 503 or 529 with the provider's word for overload. Another channel may do. */
    OVERLOADED(true),
    /** No byte in time, or the line went silent. Another channel may do. */
    TIMEOUT(true),
    /** 401, 402, 403, the provider's quota or our key. Another channel may do; this one needs its operator. */
    CREDENTIAL(true),
    /** The channel does not have the model. Another channel may do. */
    UNKNOWN_MODEL(true),
    /** 400, 409, 413, 415, 422, content policy, context length: the caller's to mend. */
    CALLER(false),
    /** The stream ended without its end mark. Before commit another channel may do. */
    TRUNCATED(true),
    /** The caller cancelled, or its deadline passed. */
    ENDED(false);

    private final boolean otherChannel;

    FailureKind(boolean otherChannel) {
        this.otherChannel = otherChannel;
    }

    /** Whether another channel may succeed where this one failed. */
    public boolean mayTryOtherChannel() {
        return otherChannel;
    }
}
