package io.modelrouter;

import io.modelrouter.channel.Secret;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and under which conditions: everything about a call that is not in the request. Immutable.
 */
public final class CallContext {
    private static final CallContext ANONYMOUS = builder().build();

    private final @Nullable Secret key;
    private final @Nullable String requestId;
    private final @Nullable Duration deadline;
    private final @Nullable String remoteAddress;
    private final int hops;

    private CallContext(Builder builder) {
        this.key = builder.key;
        this.requestId = builder.requestId;
        this.deadline = builder.deadline;
        this.remoteAddress = builder.remoteAddress;
        this.hops = builder.hops;
    }

    /** A caller with a key. */
    public static CallContext withKey(String key) {
        return builder().key(Secret.of(key)).build();
    }

    /** A caller without a key; refused unless the router allows that. */
    public static CallContext anonymous() {
        return ANONYMOUS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public Optional<Secret> key() {
        return Optional.ofNullable(key);
    }

    /** The id the caller gave, {@code [A-Za-z0-9_-]{1,64}}; the router makes one where it is empty. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** The most the whole call may take; empty for the channel's total timeout. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    public Optional<String> remoteAddress() {
        return Optional.ofNullable(remoteAddress);
    }

    /** Routers this call came through already. */
    public int hops() {
        return hops;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CallContext[requestId=" + requestId + "]";
    }

    /** Collects conditions. Not thread-safe. */
    public static final class Builder {
        private @Nullable Secret key;
        private @Nullable String requestId;
        private @Nullable Duration deadline;
        private @Nullable String remoteAddress;
        private int hops;

        private Builder() {}

        public Builder key(@Nullable Secret key) {
            this.key = key;
            return this;
        }

        /** Ignored unless it is 1 to 64 letters, digits, {@code _} or {@code -}. */
        public Builder requestId(@Nullable String requestId) {
            boolean valid = requestId != null
                    && !requestId.isEmpty()
                    && requestId.length() <= 64
                    && requestId
                            .chars()
                            .allMatch(c -> c >= '0' && c <= '9'
                                    || c >= 'a' && c <= 'z'
                                    || c >= 'A' && c <= 'Z'
                                    || c == '_'
                                    || c == '-');
            this.requestId = valid ? requestId : null;
            return this;
        }

        public Builder deadline(Duration deadline) {
            Objects.requireNonNull(deadline, "deadline");
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("deadline must be longer than 0");
            }
            this.deadline = deadline;
            return this;
        }

        public Builder remoteAddress(@Nullable String address) {
            this.remoteAddress = address;
            return this;
        }

        public Builder hops(int hops) {
            this.hops = Math.max(0, hops);
            return this;
        }

        public CallContext build() {
            return new CallContext(this);
        }
    }
}
