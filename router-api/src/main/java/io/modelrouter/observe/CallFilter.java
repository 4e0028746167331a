package io.modelrouter.observe;

import io.modelrouter.quota.AccountId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are asked for. Begins with whose they are; there is no filter without that word. Immutable.
 */
public final class CallFilter {
    private final @Nullable String token;
    private final @Nullable AccountId account;
    private final @Nullable Instant from;
    private final @Nullable Instant to;
    private final @Nullable String model;
    private final @Nullable String channel;
    private final @Nullable Boolean failed;

    private CallFilter(
            @Nullable String token,
            @Nullable AccountId account,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String channel,
            @Nullable Boolean failed) {
        this.token = token;
        this.account = account;
        this.from = from;
        this.to = to;
        this.model = model;
        this.channel = channel;
        this.failed = failed;
    }

    /** Everybody's calls: for whoever runs the router, never for its callers. */
    public static CallFilter everybody() {
        return new CallFilter(null, null, null, null, null, null, null);
    }

    /** Calls of one token. */
    public static CallFilter ofToken(String name) {
        return new CallFilter(name, null, null, null, null, null, null);
    }

    /** Calls that this account paid for, alone or with others. */
    public static CallFilter ofAccount(AccountId account) {
        return new CallFilter(null, account, null, null, null, null, null);
    }

    /** From this instant on. */
    public CallFilter from(@Nullable Instant instant) {
        return new CallFilter(token, account, instant, to, model, channel, failed);
    }

    /** Before this instant. */
    public CallFilter to(@Nullable Instant instant) {
        return new CallFilter(token, account, from, instant, model, channel, failed);
    }

    /** Calls that asked for exactly this model. */
    public CallFilter model(@Nullable String requested) {
        return new CallFilter(token, account, from, to, requested, channel, failed);
    }

    /** Calls that this channel served. */
    public CallFilter channel(@Nullable String name) {
        return new CallFilter(token, account, from, to, model, name, failed);
    }

    /** Calls that failed, or those that did not; null for both. */
    public CallFilter failed(@Nullable Boolean failed) {
        return new CallFilter(token, account, from, to, model, channel, failed);
    }

    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    public Optional<AccountId> account() {
        return Optional.ofNullable(account);
    }

    public Optional<Instant> from() {
        return Optional.ofNullable(from);
    }

    public Optional<Instant> to() {
        return Optional.ofNullable(to);
    }

    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    public Optional<String> channel() {
        return Optional.ofNullable(channel);
    }

    public Optional<Boolean> failed() {
        return Optional.ofNullable(failed);
    }

    /** Whether a record is among those asked for. */
    public boolean matches(CallRecord record) {
        return (token == null || token.equals(record.token()))
                && (account == null || record.accounts().contains(account))
                && (from == null || !record.time().isBefore(from))
                && (to == null || record.time().isBefore(to))
                && (model == null || model.equals(record.requestedModel()))
                && (channel == null || channel.equals(record.channel()))
                && (failed == null || failed != record.succeeded());
    }
}
