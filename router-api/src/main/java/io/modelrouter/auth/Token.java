package io.modelrouter.auth;

import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key's owner and what it may do. Immutable. The key itself is not in it.
 */
public final class Token {
    private final String name;
    private final List<AccountId> accounts;
    private final List<ModelPattern> models;
    private final Set<String> groups;
    private final int requestsPerMinute;
    private final long tokensPerMinute;
    private final int maxInFlight;
    private final List<AddressRange> addresses;
    private final @Nullable Instant expiresAt;
    private final boolean enabled;
    private final boolean pin;

    private Token(Builder builder) {
        this.name = builder.name;
        this.accounts = List.copyOf(builder.accounts);
        this.models = List.copyOf(builder.models);
        this.groups = Collections.unmodifiableSet(new LinkedHashSet<>(builder.groups));
        this.requestsPerMinute = builder.requestsPerMinute;
        this.tokensPerMinute = builder.tokensPerMinute;
        this.maxInFlight = builder.maxInFlight;
        this.addresses = List.copyOf(builder.addresses);
        this.expiresAt = builder.expiresAt;
        this.enabled = builder.enabled;
        this.pin = builder.pin;
    }

    /**
     * @param name unique, not secret; appears in records, 1 to 64 characters
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** Accounts that pay, all of them; default the account {@code token:NAME}. */
    public List<AccountId> accounts() {
        return accounts;
    }

    /** Models it may use; default all. */
    public List<ModelPattern> models() {
        return models;
    }

    /** Channel groups it may use, in the order they were given in; default {@code default}. */
    public Set<String> groups() {
        return groups;
    }

    /** Requests in a minute, in a bucket that fills evenly; empty for no limit. */
    public OptionalInt requestsPerMinute() {
        return requestsPerMinute == 0 ? OptionalInt.empty() : OptionalInt.of(requestsPerMinute);
    }

    /**
     * Tokens of prompts, cached or not, and answers in a minute, in a bucket that fills evenly; empty for no limit. A call
     * takes what it is expected to use when it enters, and the difference to what it used when it ends.
     */
    public OptionalLong tokensPerMinute() {
        return tokensPerMinute == 0 ? OptionalLong.empty() : OptionalLong.of(tokensPerMinute);
    }

    /** Calls at the same time, on all nodes that share a limiter; empty for the limit that each router has for any token. */
    public OptionalInt maxInFlight() {
        return maxInFlight == 0 ? OptionalInt.empty() : OptionalInt.of(maxInFlight);
    }

    /** Where it may be used from; empty for anywhere. If not, it is of no use where nobody knows the caller's address. */
    public List<AddressRange> addresses() {
        return addresses;
    }

    /** From this instant on it is refused; empty for never. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Whether it is good at all; default yes. */
    public boolean enabled() {
        return enabled;
    }

    /** Whether it may choose or exclude channels by name; default no. */
    public boolean pin() {
        return pin;
    }

    /** Whether one of its patterns matches the model. */
    public boolean mayUse(String model) {
        for (ModelPattern pattern : models) {
            if (pattern.matches(model)) {
                return true;
            }
        }
        return false;
    }

    /** Collects permissions, beginning with these. */
    public Builder toBuilder() {
        Builder builder = new Builder(name);
        builder.accounts = accounts;
        builder.models = models;
        builder.groups = groups;
        builder.requestsPerMinute = requestsPerMinute;
        builder.tokensPerMinute = tokensPerMinute;
        builder.maxInFlight = maxInFlight;
        builder.addresses = addresses;
        builder.expiresAt = expiresAt;
        builder.enabled = enabled;
        builder.pin = pin;
        return builder;
    }

    @Override
    public String toString() {
        return "Token[" + name + "]";
    }

    /** Collects permissions. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private List<AccountId> accounts;
        private List<ModelPattern> models = List.of(ModelPattern.ANY);
        private Set<String> groups = Set.of("default");
        private int requestsPerMinute;
        private long tokensPerMinute;
        private int maxInFlight;
        private List<AddressRange> addresses = List.of();
        private @Nullable Instant expiresAt;
        private boolean enabled = true;
        private boolean pin;

        private Builder(String name) {
            Objects.requireNonNull(name, "name");
            if (name.isEmpty() || name.length() > 64 || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
                throw new IllegalArgumentException("a token's name has 1 to 64 visible ASCII characters");
            }
            this.name = name;
            this.accounts = List.of(new AccountId("token:" + name));
        }

        /** Replaces the accounts that pay. */
        public Builder accounts(AccountId... accounts) {
            if (accounts.length == 0) {
                throw new IllegalArgumentException("a token needs an account");
            }
            this.accounts = List.of(accounts);
            return this;
        }

        /** Replaces the models; none means none. */
        public Builder models(String... patterns) {
            List<ModelPattern> list = new ArrayList<>();
            for (String pattern : patterns) {
                list.add(ModelPattern.of(pattern));
            }
            this.models = list;
            return this;
        }

        /** Replaces the groups; none means none. */
        public Builder groups(Collection<String> groups) {
            this.groups = new LinkedHashSet<>(List.copyOf(groups));
            return this;
        }

        /**
         * @param requests at least 1
         */
        public Builder requestsPerMinute(int requests) {
            if (requests < 1) {
                throw new IllegalArgumentException("requests-per-minute must be at least 1");
            }
            this.requestsPerMinute = requests;
            return this;
        }

        /**
         * @param tokens at least 1
         */
        public Builder tokensPerMinute(long tokens) {
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens-per-minute must be at least 1");
            }
            this.tokensPerMinute = tokens;
            return this;
        }

        /**
         * @param calls at least 1
         */
        public Builder maxInFlight(int calls) {
            if (calls < 1) {
                throw new IllegalArgumentException("max-in-flight must be at least 1");
            }
            this.maxInFlight = calls;
            return this;
        }

        /** Replaces where it may be used from; none means anywhere. */
        public Builder addresses(String... ranges) {
            List<AddressRange> list = new ArrayList<>();
            for (String range : ranges) {
                list.add(AddressRange.of(range));
            }
            this.addresses = list;
            return this;
        }

        public Builder expiresAt(@Nullable Instant instant) {
            this.expiresAt = instant;
            return this;
        }

        public Builder enabled(boolean enabled) {
            this.enabled = enabled;
            return this;
        }

        public Builder pin(boolean pin) {
            this.pin = pin;
            return this;
        }

        public Token build() {
            return new Token(this);
        }
    }
}
