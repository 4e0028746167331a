package io.modelrouter.error;

/** The upstream refused the request for a reason its caller can mend; {@link #upstream()} has its words and raw body. */
public final class UpstreamRefusedException extends RouterException {
    private static final long serialVersionUID = 1L;

    UpstreamRefusedException(Builder builder) {
        super(builder);
    }
}
