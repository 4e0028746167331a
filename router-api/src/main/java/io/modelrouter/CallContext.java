package io.modelrouter;

import io.modelrouter.auth.Token;
import io.modelrouter.channel.Secret;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and under which conditions: everything about a call that is not in the request. Immutable.
 */
public final class CallContext {
    private static final CallContext ANONYMOUS = builder().build();

    private final @Nullable Secret key;
    private final @Nullable Token caller;
    private final @Nullable String requestId;
    private final @Nullable Duration deadline;
    private final @Nullable String remoteAddress;
    private final int hops;
    private final Steering steering;
    private final @Nullable String session;
    private final @Nullable String idempotencyKey;

    private CallContext(Builder builder) {
        this.key = builder.key;
        this.caller = builder.caller;
        this.requestId = builder.requestId;
        this.deadline = builder.deadline;
        this.remoteAddress = builder.remoteAddress;
        this.hops = builder.hops;
        this.steering = builder.steering;
        this.session = builder.session;
        this.idempotencyKey = builder.idempotencyKey;
    }

    /**
     * A caller with a key.
     *
     * @throws IllegalArgumentException as {@link Builder#key} does
     */
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

    /** The key, without a suffix that steered the call. */
    public Optional<Secret> key() {
        return Optional.ofNullable(key);
    }

    /** Who calls, where the host has made sure of it already; then there is no key to look at. */
    public Optional<Token> caller() {
        return Optional.ofNullable(caller);
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

    /** What the caller says of the channels. */
    public Steering steering() {
        return steering;
    }

    /** What the calls of one session have in common, so that they find the same channel; empty where nobody told. */
    public Optional<String> session() {
        return Optional.ofNullable(session);
    }

    /**
     * What the caller names this call by, so that repeating it charges nothing twice: {@code Idempotency-Key}. It counts for
     * the caller's token alone, for 24 hours from its first call. Empty where every call is a call of its own.
     */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CallContext[requestId=" + requestId + "]";
    }

    /** Collects conditions. Not thread-safe. */
    public static final class Builder {
        private @Nullable Secret key;
        private @Nullable Token caller;
        private @Nullable String requestId;
        private @Nullable Duration deadline;
        private @Nullable String remoteAddress;
        private int hops;
        private Steering steering = Steering.NONE;
        private @Nullable String session;
        private @Nullable String idempotencyKey;

        private Builder() {}

        /**
         * The key. What follows its first {@code #} steers the call and is no part of the key: {@code #channel} pins,
         * {@code #!channel} excludes, {@code #channel#ignore} prefers.
         *
         * @throws IllegalArgumentException if what follows the {@code #} is none of these
         */
        public Builder key(@Nullable Secret key) {
            int at = key == null ? -1 : key.reveal().indexOf('#');
            if (key == null || at < 0) {
                this.key = key;
                return this;
            }
            String text = key.reveal();
            this.steering = steering.withChannel(text.substring(at + 1));
            this.key = at == 0 ? null : Secret.of(text.substring(0, at));
            return this;
        }

        /**
         * Who calls, where the host has made sure of it by its own means, such as Spring Security: the token's permissions,
         * limits and accounts count, no key is asked for, and one that was given is not looked at. A token that is disabled
         * or expired is refused as ever.
         */
        public Builder caller(@Nullable Token caller) {
            this.caller = caller;
            return this;
        }

        /** Uses this channel and no other, whatever becomes of it; needs the token's {@code pin} permission. */
        public Builder pin(String channel) {
            this.steering = steering.withPin(channel);
            return this;
        }

        /** Does not use this channel; may be said of several; needs the token's {@code pin} permission. */
        public Builder exclude(String channel) {
            this.steering = steering.without(channel);
            return this;
        }

        /** Tries this channel before all others, if it is there and well. */
        public Builder prefer(String channel) {
            this.steering = steering.preferring(channel);
            return this;
        }

        /** Uses channels of this group alone, which must be one of the token's. */
        public Builder group(String group) {
            this.steering = steering.withGroup(group);
            return this;
        }

        /** Uses channels alone that have all of these tags. */
        public Builder tags(String... tags) {
            this.steering = steering.withTags(new LinkedHashSet<>(List.of(tags)));
            return this;
        }

        /** All that is said of channels at once. */
        public Builder steering(Steering steering) {
            this.steering = Objects.requireNonNull(steering, "steering");
            return this;
        }

        /** What the calls of one session have in common. Ignored unless it is 1 to 256 characters. */
        public Builder session(@Nullable String session) {
            boolean valid = session != null && !session.isEmpty() && session.length() <= 256;
            this.session = valid ? session : null;
            return this;
        }

        /**
         * What the caller names this call by; null for none. Never ignored, because a caller who gives one relies on it.
         *
         * @throws IllegalArgumentException unless it is 1 to 255 visible ASCII characters
         */
        public Builder idempotencyKey(@Nullable String idempotencyKey) {
            boolean valid = idempotencyKey == null
                    || !idempotencyKey.isEmpty()
                            && idempotencyKey.length() <= 255
                            && idempotencyKey.chars().allMatch(c -> c > ' ' && c < 127);
            if (!valid) {
                throw new IllegalArgumentException("an idempotency key has 1 to 255 visible ASCII characters");
            }
            this.idempotencyKey = idempotencyKey;
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
