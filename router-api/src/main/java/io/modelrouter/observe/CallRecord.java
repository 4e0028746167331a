package io.modelrouter.observe;

import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call. It holds no prompt, no answer and no key. Made with {@link #builder}.
 *
 * @param id the call's id, also sent as {@code x-request-id}
 * @param time when the call came
 * @param token name of the caller's token; {@code anonymous} without one, {@code unknown} where the key was refused
 * @param accounts who pays, in the order of the token
 * @param group the group by which the caller may use the serving channel, or null if none served
 * @param address where the caller was, or null if unknown
 * @param requestedModel as the caller wrote it
 * @param servedModel as the serving channel was asked for it, or null if none served
 * @param channel name of the serving channel, or null
 * @param clientDialect what the caller speaks
 * @param channelDialect what the serving channel was spoken to in, or null
 * @param stream whether the answer was streamed
 * @param status HTTP status of the answer in the caller's dialect; of an answer that broke off, the one it began with
 * @param error why the call failed, or null
 * @param upstreamRequestId the serving upstream's own id of the exchange, or null if it told none
 * @param usage tokens of the serving attempt
 * @param source who counted them
 * @param usageSuspect whether the provider's own counts were not believed
 * @param cost nano-credits charged, as the ledger says; null where the model has no price
 * @param overage the largest part of the cost that went beyond an account's limit, in nano-credits, as the ledger says
 * @param rates the price that was used, or null where the model has none
 * @param multipliers the factors on the price that were used
 * @param settlement what became of the hold; null where there was none, or the ledger has not said it yet: then the record is written again
 * @param failures attempts that failed before
 * @param losses what of the request the serving channel was not told; empty where it was sent as it came
 * @param elapsed from the start to the settlement; {@code request_time} elsewhere
 * @param firstContent from the start to the first content, the time to first event; null if there was none
 * @param attributes what an installed {@link CallAnnotator} added; empty without one
 */
public record CallRecord(
        String id,
        Instant time,
        String token,
        List<AccountId> accounts,
        @Nullable String group,
        @Nullable String address,
        String requestedModel,
        @Nullable String servedModel,
        @Nullable String channel,
        Dialect clientDialect,
        @Nullable Dialect channelDialect,
        boolean stream,
        int status,
        @Nullable RouterErrorCode error,
        @Nullable String upstreamRequestId,
        Usage usage,
        UsageSource source,
        boolean usageSuspect,
        @Nullable Long cost,
        long overage,
        @Nullable Price rates,
        Multipliers multipliers,
        @Nullable ReservationState settlement,
        List<AttemptFailure> failures,
        List<Loss> losses,
        Duration elapsed,
        @Nullable Duration firstContent,
        Map<String, String> attributes) {

    public CallRecord {
        accounts = List.copyOf(accounts);
        failures = List.copyOf(failures);
        losses = List.copyOf(losses);
        attributes = Map.copyOf(attributes);
    }

    /** Collects what became of a call. */
    public static Builder builder(String id, Instant time, String requestedModel, Dialect clientDialect) {
        return new Builder(id, time, requestedModel, clientDialect);
    }

    /** Collects, beginning with what is here. */
    public Builder toBuilder() {
        Builder builder = new Builder(id, time, requestedModel, clientDialect);
        builder.token = token;
        builder.accounts = accounts;
        builder.group = group;
        builder.address = address;
        builder.servedModel = servedModel;
        builder.channel = channel;
        builder.channelDialect = channelDialect;
        builder.stream = stream;
        builder.status = status;
        builder.error = error;
        builder.upstreamRequestId = upstreamRequestId;
        builder.usage = usage;
        builder.source = source;
        builder.usageSuspect = usageSuspect;
        builder.cost = cost;
        builder.overage = overage;
        builder.rates = rates;
        builder.multipliers = multipliers;
        builder.settlement = settlement;
        builder.failures = failures;
        builder.losses = losses;
        builder.elapsed = elapsed;
        builder.firstContent = firstContent;
        builder.attributes = attributes;
        return builder;
    }

    public boolean succeeded() {
        return error == null;
    }

    /** Nano-credits charged; empty where the model has no price. */
    public OptionalLong costNanos() {
        return cost == null ? OptionalLong.empty() : OptionalLong.of(cost);
    }

    public Optional<Duration> timeToFirstContent() {
        return Optional.ofNullable(firstContent);
    }

    /** All attempts, the serving one included. */
    public int attempts() {
        return failures.size() + (channel == null ? 0 : 1);
    }

    /** Collects what became of a call. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final Instant time;
        private final String requestedModel;
        private final Dialect clientDialect;
        private String token = "unknown";
        private List<AccountId> accounts = List.of();
        private @Nullable String group;
        private @Nullable String address;
        private @Nullable String servedModel;
        private @Nullable String channel;
        private @Nullable Dialect channelDialect;
        private boolean stream;
        private int status = 200;
        private @Nullable RouterErrorCode error;
        private @Nullable String upstreamRequestId;
        private Usage usage = Usage.NONE;
        private UsageSource source = UsageSource.REPORTED;
        private boolean usageSuspect;
        private @Nullable Long cost;
        private long overage;
        private @Nullable Price rates;
        private Multipliers multipliers = Multipliers.NONE;
        private @Nullable ReservationState settlement;
        private List<AttemptFailure> failures = List.of();
        private List<Loss> losses = List.of();
        private Duration elapsed = Duration.ZERO;
        private @Nullable Duration firstContent;
        private Map<String, String> attributes = Map.of();

        private Builder(String id, Instant time, String requestedModel, Dialect clientDialect) {
            this.id = id;
            this.time = time;
            this.requestedModel = requestedModel;
            this.clientDialect = clientDialect;
        }

        /** Name of the caller's token; {@code anonymous} without one, {@code unknown} where the key was refused. */
        public Builder token(String token) {
            this.token = token;
            return this;
        }

        /** Who pays, in the order of the token. */
        public Builder accounts(List<AccountId> accounts) {
            this.accounts = accounts;
            return this;
        }

        /** The group by which the caller may use the serving channel, or null if none served. */
        public Builder group(@Nullable String group) {
            this.group = group;
            return this;
        }

        /** Where the caller was, or null if unknown. */
        public Builder address(@Nullable String address) {
            this.address = address;
            return this;
        }

        /** As the serving channel was asked for it, or null if none served. */
        public Builder servedModel(@Nullable String servedModel) {
            this.servedModel = servedModel;
            return this;
        }

        /** Name of the serving channel, or null. */
        public Builder channel(@Nullable String channel) {
            this.channel = channel;
            return this;
        }

        /** What the serving channel was spoken to in, or null. */
        public Builder channelDialect(@Nullable Dialect channelDialect) {
            this.channelDialect = channelDialect;
            return this;
        }

        /** Whether the answer was streamed. */
        public Builder stream(boolean stream) {
            this.stream = stream;
            return this;
        }

        /** HTTP status of the answer in the caller's dialect; of an answer that broke off, the one it began with. */
        public Builder status(int status) {
            this.status = status;
            return this;
        }

        /** Why the call failed, or null. */
        public Builder error(@Nullable RouterErrorCode error) {
            this.error = error;
            return this;
        }

        /** The serving upstream's own id of the exchange, or null if it told none. */
        public Builder upstreamRequestId(@Nullable String upstreamRequestId) {
            this.upstreamRequestId = upstreamRequestId;
            return this;
        }

        /** Tokens of the serving attempt. */
        public Builder usage(Usage usage) {
            this.usage = usage;
            return this;
        }

        /** Who counted them. */
        public Builder source(UsageSource source) {
            this.source = source;
            return this;
        }

        /** Whether the provider's own counts were not believed. */
        public Builder usageSuspect(boolean usageSuspect) {
            this.usageSuspect = usageSuspect;
            return this;
        }

        /** Nano-credits charged, as the ledger says; null where the model has no price. */
        public Builder cost(@Nullable Long cost) {
            this.cost = cost;
            return this;
        }

        /** The largest part of the cost that went beyond an account's limit, in nano-credits; default 0. */
        public Builder overage(long overage) {
            this.overage = overage;
            return this;
        }

        /** The price that was used, or null where the model has none. */
        public Builder rates(@Nullable Price rates) {
            this.rates = rates;
            return this;
        }

        /** The factors on the price that were used. */
        public Builder multipliers(Multipliers multipliers) {
            this.multipliers = multipliers;
            return this;
        }

        /** What became of the hold; null where there was none, or the ledger has not said it yet: then the record is written again. */
        public Builder settlement(@Nullable ReservationState settlement) {
            this.settlement = settlement;
            return this;
        }

        /** Attempts that failed before. */
        public Builder failures(List<AttemptFailure> failures) {
            this.failures = failures;
            return this;
        }

        /** What of the request the serving channel was not told; empty where it was sent as it came. */
        public Builder losses(List<Loss> losses) {
            this.losses = losses;
            return this;
        }

        /** From the start to the settlement. */
        public Builder elapsed(Duration elapsed) {
            this.elapsed = elapsed;
            return this;
        }

        /** From the start to the first content, or null if there was none. */
        public Builder firstContent(@Nullable Duration firstContent) {
            this.firstContent = firstContent;
            return this;
        }

        /** What an installed {@link CallAnnotator} added; empty without one. */
        public Builder attributes(Map<String, String> attributes) {
            this.attributes = attributes;
            return this;
        }

        public CallRecord build() {
            return new CallRecord(
                    id,
                    time,
                    token,
                    accounts,
                    group,
                    address,
                    requestedModel,
                    servedModel,
                    channel,
                    clientDialect,
                    channelDialect,
                    stream,
                    status,
                    error,
                    upstreamRequestId,
                    usage,
                    source,
                    usageSuspect,
                    cost,
                    overage,
                    rates,
                    multipliers,
                    settlement,
                    failures,
                    losses,
                    elapsed,
                    firstContent,
                    attributes);
        }
    }
}
