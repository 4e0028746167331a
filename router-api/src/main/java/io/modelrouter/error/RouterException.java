package io.modelrouter.error;

import io.modelrouter.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call failed. {@link #code()} says how, {@link #attempts()} what was tried. The message names what was tried and what
 * to change; it never holds a key, a URL query or an upstream's text about our own credentials.
 */
public class RouterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RouterErrorCode code;
    private final @Nullable String param;
    private final transient List<AttemptFailure> attempts;
    private final transient @Nullable UpstreamError upstream;
    private final @Nullable Duration retryAfter;
    private final transient Usage partialUsage;

    protected RouterException(Builder builder) {
        super(builder.message, builder.cause);
        this.code = builder.code;
        this.param = builder.param;
        this.attempts = List.copyOf(builder.attempts);
        this.upstream = builder.upstream;
        this.retryAfter = builder.retryAfter;
        this.partialUsage = builder.partialUsage;
    }

    public static Builder of(RouterErrorCode code, String message) {
        return new Builder(code, message);
    }

    public RouterErrorCode code() {
        return code;
    }

    /** The member of the request to blame, in the caller's dialect. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** What was tried, in order; empty if nothing was sent. */
    public List<AttemptFailure> attempts() {
        return attempts;
    }

    /** What the upstream said, for {@link RouterErrorCode#UPSTREAM_REFUSED} and failures inside a stream. */
    public Optional<UpstreamError> upstream() {
        return Optional.ofNullable(upstream);
    }

    /** How long to wait before another call makes sense; empty if nobody knows or waiting does not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What the call had used up when it failed. */
    public Usage partialUsage() {
        return partialUsage;
    }

    /** Collects what is known of a failure; {@link #build()} picks the type a caller can catch. */
    public static final class Builder {
        private final RouterErrorCode code;
        private final String message;
        private @Nullable Throwable cause;
        private @Nullable String param;
        private List<AttemptFailure> attempts = List.of();
        private @Nullable UpstreamError upstream;
        private @Nullable Duration retryAfter;
        private Usage partialUsage = Usage.NONE;

        private Builder(RouterErrorCode code, String message) {
            this.code = Objects.requireNonNull(code, "code");
            this.message = Objects.requireNonNull(message, "message");
        }

        public Builder cause(@Nullable Throwable cause) {
            this.cause = cause;
            return this;
        }

        public Builder param(@Nullable String param) {
            this.param = param;
            return this;
        }

        public Builder attempts(List<AttemptFailure> attempts) {
            this.attempts = attempts;
            return this;
        }

        public Builder upstream(@Nullable UpstreamError upstream) {
            this.upstream = upstream;
            return this;
        }

        public Builder retryAfter(@Nullable Duration retryAfter) {
            this.retryAfter = retryAfter;
            return this;
        }

        public Builder partialUsage(Usage partialUsage) {
            this.partialUsage = partialUsage;
            return this;
        }

        public RouterException build() {
            switch (code) {
                case MODEL_NOT_FOUND:
                case MODEL_NOT_PERMITTED:
                    return new UnknownModelException(this);
                case QUOTA_EXHAUSTED:
                    return new QuotaExhaustedException(this);
                case UPSTREAM_REFUSED:
                    return new UpstreamRefusedException(this);
                case UPSTREAM_RATE_LIMITED:
                case UPSTREAM_OVERLOADED:
                case UPSTREAM_FAILED:
                case ALL_COOLING:
                    return new ChannelsFailedException(this);
                case TIMEOUT:
                    return new CallTimeoutException(this);
                case TRUNCATED:
                    return new TruncatedStreamException(this);
                case CANCELLED:
                    return new CallCancelledException(this);
                default:
                    return new RouterException(this);
            }
        }
    }
}
