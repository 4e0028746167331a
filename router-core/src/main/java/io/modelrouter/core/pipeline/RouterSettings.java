package io.modelrouter.core.pipeline;

import io.modelrouter.core.health.HealthSettings;
import io.modelrouter.core.quota.GroupMultipliers;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a router behaves, beside what its collaborators decide. Immutable. */
public final class RouterSettings {
    /** Every setting at its default. */
    public static final RouterSettings DEFAULT = builder().build();

    private final int maxAttempts;
    private final Duration holdTime;
    private final int defaultMaxOutput;
    private final Unpriced unpriced;
    private final @Nullable Price defaultPrice;
    private final GroupMultipliers groupMultipliers;
    private final List<BigDecimal> notifyAt;
    private final boolean chargeFailedPrompts;
    private final boolean costInUsage;
    private final Duration heartbeat;
    private final Duration stalledReader;
    private final int maxBody;
    private final int maxErrorBody;
    private final int maxEvent;
    private final long maxStream;
    private final int maxHops;
    private final int maxInFlight;
    private final int maxInFlightPerToken;
    private final int maxInFlightPerChannel;
    private final int maxAuthFailuresPerMinute;
    private final boolean showUpstreamModel;
    private final long responseMemory;
    private final Duration responseMemoryTime;
    private final long idempotencyMemory;
    private final Duration idempotencyMemoryTime;
    private final boolean admitUnlimited;
    private final Duration recordRetention;
    private final HealthSettings health;
    private final Duration modelListRefresh;
    private final boolean upstreamTokenCounts;
    private final Duration tokenCountTimeout;

    private RouterSettings(Builder builder) {
        this.maxAttempts = builder.maxAttempts;
        this.holdTime = builder.holdTime;
        this.defaultMaxOutput = builder.defaultMaxOutput;
        this.unpriced = builder.unpriced;
        this.defaultPrice = builder.defaultPrice;
        this.groupMultipliers = builder.groupMultipliers;
        this.notifyAt = builder.notifyAt;
        this.chargeFailedPrompts = builder.chargeFailedPrompts;
        this.costInUsage = builder.costInUsage;
        this.heartbeat = builder.heartbeat;
        this.stalledReader = builder.stalledReader;
        this.maxBody = builder.maxBody;
        this.maxErrorBody = builder.maxErrorBody;
        this.maxEvent = builder.maxEvent;
        this.maxStream = builder.maxStream;
        this.maxHops = builder.maxHops;
        this.maxInFlight = builder.maxInFlight;
        this.maxInFlightPerToken = builder.maxInFlightPerToken;
        this.maxInFlightPerChannel = builder.maxInFlightPerChannel;
        this.maxAuthFailuresPerMinute = builder.maxAuthFailuresPerMinute;
        this.showUpstreamModel = builder.showUpstreamModel;
        this.responseMemory = builder.responseMemory;
        this.responseMemoryTime = builder.responseMemoryTime;
        this.idempotencyMemory = builder.idempotencyMemory;
        this.idempotencyMemoryTime = builder.idempotencyMemoryTime;
        this.admitUnlimited = builder.admitUnlimited;
        this.recordRetention = builder.recordRetention;
        this.health = builder.health;
        this.modelListRefresh = builder.modelListRefresh;
        this.upstreamTokenCounts = builder.upstreamTokenCounts;
        this.tokenCountTimeout = builder.tokenCountTimeout;
    }

    /** Collects settings, each at its default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings, each as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxAttempts = maxAttempts;
        builder.holdTime = holdTime;
        builder.defaultMaxOutput = defaultMaxOutput;
        builder.unpriced = unpriced;
        builder.defaultPrice = defaultPrice;
        builder.groupMultipliers = groupMultipliers;
        builder.notifyAt = notifyAt;
        builder.chargeFailedPrompts = chargeFailedPrompts;
        builder.costInUsage = costInUsage;
        builder.heartbeat = heartbeat;
        builder.stalledReader = stalledReader;
        builder.maxBody = maxBody;
        builder.maxErrorBody = maxErrorBody;
        builder.maxEvent = maxEvent;
        builder.maxStream = maxStream;
        builder.maxHops = maxHops;
        builder.maxInFlight = maxInFlight;
        builder.maxInFlightPerToken = maxInFlightPerToken;
        builder.maxInFlightPerChannel = maxInFlightPerChannel;
        builder.maxAuthFailuresPerMinute = maxAuthFailuresPerMinute;
        builder.showUpstreamModel = showUpstreamModel;
        builder.responseMemory = responseMemory;
        builder.responseMemoryTime = responseMemoryTime;
        builder.idempotencyMemory = idempotencyMemory;
        builder.idempotencyMemoryTime = idempotencyMemoryTime;
        builder.admitUnlimited = admitUnlimited;
        builder.recordRetention = recordRetention;
        builder.health = health;
        builder.modelListRefresh = modelListRefresh;
        builder.upstreamTokenCounts = upstreamTokenCounts;
        builder.tokenCountTimeout = tokenCountTimeout;
        return builder;
    }

    /** Attempts a call may take; default 3 (R2.3). */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** How long a hold lasts unless renewed, which happens at a third of it; default 10 min (R1.8). */
    public Duration holdTime() {
        return holdTime;
    }

    /** Output tokens to hold for where the request names none; default 4096 (R1.9). */
    public int defaultMaxOutput() {
        return defaultMaxOutput;
    }

    /** What becomes of calls for models without a price; default {@link Unpriced#REFUSE}. */
    public Unpriced unpriced() {
        return unpriced;
    }

    /** The price of models that have none, with {@link Unpriced#DEFAULT}; else null. */
    public @Nullable Price defaultPrice() {
        return defaultPrice;
    }

    /** What groups multiply prices with; default nothing. */
    public GroupMultipliers groupMultipliers() {
        return groupMultipliers;
    }

    /** Shares of a limit at which {@link RouterListener#quotaThreshold} is told; default 0.8 and 1, ascending. */
    public List<BigDecimal> notifyAt() {
        return notifyAt;
    }

    /**
     * Whether a call is charged for its prompt where an upstream had begun to answer and failed, or the caller left, before
     * any content; default true.
     */
    public boolean chargeFailedPrompts() {
        return chargeFailedPrompts;
    }

    /** Whether OpenAI answers carry {@code usage.cost} and {@code credits_remaining}; default true. */
    public boolean costInUsage() {
        return costInUsage;
    }

    /** Silence after which a stream gets a heartbeat; default 10 s (R4.5). */
    public Duration heartbeat() {
        return heartbeat;
    }

    /** How long a write may block, or a subscriber may ask for nothing; default 30 s (R4.3). */
    public Duration stalledReader() {
        return stalledReader;
    }

    /** Bytes of a whole upstream answer; default 64 MiB. */
    public int maxBody() {
        return maxBody;
    }

    /** Bytes of an error answer that are read; default 64 KiB. */
    public int maxErrorBody() {
        return maxErrorBody;
    }

    /** Bytes of one event of a stream; default 32 MiB. */
    public int maxEvent() {
        return maxEvent;
    }

    /** Bytes of a whole stream; default 256 MiB. */
    public long maxStream() {
        return maxStream;
    }

    /** Routers a call may have come through; default 3 (R2.7). */
    public int maxHops() {
        return maxHops;
    }

    /** Calls at the same time; default 512. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Calls of one token at the same time on this node, unless the token says otherwise; default 64. */
    public int maxInFlightPerToken() {
        return maxInFlightPerToken;
    }

    /** Calls that one channel has at the same time; default 200. */
    public int maxInFlightPerChannel() {
        return maxInFlightPerChannel;
    }

    /**
     * Calls with bad keys that may come from one address in a minute before further ones are refused unseen; default 30, 0
     * for no limit.
     */
    public int maxAuthFailuresPerMinute() {
        return maxAuthFailuresPerMinute;
    }

    /** Whether translated answers name the model as the upstream does and not as the caller did; default false. */
    public boolean showUpstreamModel() {
        return showUpstreamModel;
    }

    /** Bytes of earlier Responses requests and answers to remember for {@code previous_response_id} and {@code item_reference}; default 64 MiB, 0 for none. */
    public long responseMemory() {
        return responseMemory;
    }

    /** How long one is remembered after its last use; default 24 h. */
    public Duration responseMemoryTime() {
        return responseMemoryTime;
    }

    /** Bytes of whole answers to keep for repetitions of calls with an {@code Idempotency-Key}; default 32 MiB, 0 for none. */
    public long idempotencyMemory() {
        return idempotencyMemory;
    }

    /** How long such an answer is kept after its call; default 24 h. */
    public Duration idempotencyMemoryTime() {
        return idempotencyMemoryTime;
    }

    /** Whether calls of accounts that had no limit go out while the ledger is away; default false (R1.10). */
    public boolean admitUnlimited() {
        return admitUnlimited;
    }

    /** How long the history keeps records of calls; default 30 days, zero for ever. Their daily sums stay. */
    public Duration recordRetention() {
        return recordRetention;
    }

    /** How failing channels rest. */
    public HealthSettings health() {
        return health;
    }

    /** How old an upstream's list of models may become before it is asked for again; default 10 min, zero: never asked. */
    public Duration modelListRefresh() {
        return modelListRefresh;
    }

    /** Whether upstreams are asked to count tokens; default true. Else every count is an estimate. */
    public boolean upstreamTokenCounts() {
        return upstreamTokenCounts;
    }

    /** How long all upstreams together may take to count; default 10 s. */
    public Duration tokenCountTimeout() {
        return tokenCountTimeout;
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private int maxAttempts = 3;
        private Duration holdTime = Duration.ofMinutes(10);
        private int defaultMaxOutput = 4096;
        private Unpriced unpriced = Unpriced.REFUSE;
        private @Nullable Price defaultPrice;
        private GroupMultipliers groupMultipliers = GroupMultipliers.NONE;
        private List<BigDecimal> notifyAt = List.of(new BigDecimal("0.8"), BigDecimal.ONE);
        private boolean chargeFailedPrompts = true;
        private boolean costInUsage = true;
        private Duration heartbeat = Duration.ofSeconds(10);
        private Duration stalledReader = Duration.ofSeconds(30);
        private int maxBody = 64 << 20;
        private int maxErrorBody = 64 << 10;
        private int maxEvent = 32 << 20;
        private long maxStream = 256L << 20;
        private int maxHops = 3;
        private int maxInFlight = 512;
        private int maxInFlightPerToken = 64;
        private int maxInFlightPerChannel = 200;
        private int maxAuthFailuresPerMinute = 30;
        private boolean showUpstreamModel = false;
        private long responseMemory = 64L << 20;
        private Duration responseMemoryTime = Duration.ofHours(24);
        private long idempotencyMemory = 32L << 20;
        private Duration idempotencyMemoryTime = Duration.ofHours(24);
        private boolean admitUnlimited = false;
        private Duration recordRetention = Duration.ofDays(30);
        private HealthSettings health = HealthSettings.DEFAULT;
        private Duration modelListRefresh = Duration.ofMinutes(10);
        private boolean upstreamTokenCounts = true;
        private Duration tokenCountTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /** Attempts a call may take; default 3 (R2.3). */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = maxAttempts;
            return this;
        }

        /** How long a hold lasts unless renewed, which happens at a third of it; default 10 min (R1.8). */
        public Builder holdTime(Duration holdTime) {
            this.holdTime = Objects.requireNonNull(holdTime, "holdTime");
            return this;
        }

        /** Output tokens to hold for where the request names none; default 4096 (R1.9). */
        public Builder defaultMaxOutput(int defaultMaxOutput) {
            this.defaultMaxOutput = defaultMaxOutput;
            return this;
        }

        /** What becomes of calls for models without a price; default {@link Unpriced#REFUSE}. */
        public Builder unpriced(Unpriced unpriced) {
            this.unpriced = Objects.requireNonNull(unpriced, "unpriced");
            return this;
        }

        /** The price of models that have none, with {@link Unpriced#DEFAULT}, which needs one; null for none. */
        public Builder defaultPrice(@Nullable Price defaultPrice) {
            this.defaultPrice = defaultPrice;
            return this;
        }

        /**
         * What groups multiply prices with; a group that is not in it has 1.
         *
         * @throws IllegalArgumentException if one is not from 0 to 1,000,000
         */
        public Builder groupMultipliers(Map<String, BigDecimal> factors) {
            this.groupMultipliers = new GroupMultipliers(factors);
            return this;
        }

        /**
         * Shares of a limit at which {@link RouterListener#quotaThreshold} is told; default 0.8 and 1; may be empty.
         *
         * @throws IllegalArgumentException if one is not above 0 and at most 10, or there are more than 16
         */
        public Builder notifyAt(List<BigDecimal> shares) {
            for (BigDecimal share : shares) {
                if (share.signum() <= 0 || share.compareTo(BigDecimal.TEN) > 0) {
                    throw new IllegalArgumentException("a share to notify at is above 0 and at most 10, not " + share);
                }
            }
            if (shares.size() > 16) {
                throw new IllegalArgumentException("there are at most 16 shares to notify at");
            }
            this.notifyAt = shares.stream().sorted().toList();
            return this;
        }

        /**
         * Whether a call is charged for its prompt where an upstream had begun to answer and failed, or the caller left,
         * before any content; default true. If not, its hold is released.
         */
        public Builder chargeFailedPrompts(boolean chargeFailedPrompts) {
            this.chargeFailedPrompts = chargeFailedPrompts;
            return this;
        }

        /** Whether OpenAI answers carry {@code usage.cost} and {@code credits_remaining}; default true. */
        public Builder costInUsage(boolean costInUsage) {
            this.costInUsage = costInUsage;
            return this;
        }

        /** Silence after which a stream gets a heartbeat; default 10 s (R4.5). */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
            return this;
        }

        /** How long a write may block, or a subscriber may ask for nothing; default 30 s (R4.3). */
        public Builder stalledReader(Duration stalledReader) {
            this.stalledReader = Objects.requireNonNull(stalledReader, "stalledReader");
            return this;
        }

        /** Bytes of a whole upstream answer; default 64 MiB. */
        public Builder maxBody(int maxBody) {
            this.maxBody = maxBody;
            return this;
        }

        /** Bytes of an error answer that are read; default 64 KiB. */
        public Builder maxErrorBody(int maxErrorBody) {
            this.maxErrorBody = maxErrorBody;
            return this;
        }

        /** Bytes of one event of a stream; default 32 MiB. */
        public Builder maxEvent(int maxEvent) {
            this.maxEvent = maxEvent;
            return this;
        }

        /** Bytes of a whole stream; default 256 MiB. */
        public Builder maxStream(long maxStream) {
            this.maxStream = maxStream;
            return this;
        }

        /** Routers a call may have come through; default 3 (R2.7). */
        public Builder maxHops(int maxHops) {
            this.maxHops = maxHops;
            return this;
        }

        /** Calls at the same time; default 512. */
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = maxInFlight;
            return this;
        }

        /** Calls of one token at the same time on this node, unless the token says otherwise; default 64. */
        public Builder maxInFlightPerToken(int maxInFlightPerToken) {
            this.maxInFlightPerToken = maxInFlightPerToken;
            return this;
        }

        /** Calls that one channel has at the same time; default 200. */
        public Builder maxInFlightPerChannel(int maxInFlightPerChannel) {
            this.maxInFlightPerChannel = maxInFlightPerChannel;
            return this;
        }

        /**
         * Calls with bad keys that may come from one address in a minute before further ones are refused unseen; default
         * 30, 0 for no limit. Keys that were good lately are never refused for it.
         *
         * @throws IllegalArgumentException if it is below 0
         */
        public Builder maxAuthFailuresPerMinute(int maxAuthFailuresPerMinute) {
            if (maxAuthFailuresPerMinute < 0) {
                throw new IllegalArgumentException(
                        "max-auth-failures-per-minute must be 0 or more, not " + maxAuthFailuresPerMinute);
            }
            this.maxAuthFailuresPerMinute = maxAuthFailuresPerMinute;
            return this;
        }

        /** Whether translated answers name the model as the upstream does and not as the caller did; default false. */
        public Builder showUpstreamModel(boolean showUpstreamModel) {
            this.showUpstreamModel = showUpstreamModel;
            return this;
        }

        /** Bytes of earlier Responses requests and answers to remember for {@code previous_response_id} and {@code item_reference}; default 64 MiB, 0 for none. */
        public Builder responseMemory(long responseMemory) {
            this.responseMemory = responseMemory;
            return this;
        }

        /** How long one is remembered after its last use; default 24 h. */
        public Builder responseMemoryTime(Duration responseMemoryTime) {
            this.responseMemoryTime = Objects.requireNonNull(responseMemoryTime, "responseMemoryTime");
            return this;
        }

        /** Bytes of whole answers to keep for repetitions of calls with an {@code Idempotency-Key}; default 32 MiB, 0 for none. */
        public Builder idempotencyMemory(long idempotencyMemory) {
            this.idempotencyMemory = idempotencyMemory;
            return this;
        }

        /** How long such an answer is kept after its call; default 24 h. */
        public Builder idempotencyMemoryTime(Duration idempotencyMemoryTime) {
            this.idempotencyMemoryTime = Objects.requireNonNull(idempotencyMemoryTime, "idempotencyMemoryTime");
            return this;
        }

        /**
         * Whether calls go out without a hold while the ledger is away, where the accounts that pay had no limit and no
         * budget when it was last heard of; default false. They are charged when it is back; a process that ends before
         * that never charges them.
         */
        public Builder admitUnlimited(boolean admitUnlimited) {
            this.admitUnlimited = admitUnlimited;
            return this;
        }

        /** How long the history keeps records of calls; default 30 days, zero for ever. Their daily sums stay. */
        public Builder recordRetention(Duration recordRetention) {
            if (recordRetention.isNegative()) {
                throw new IllegalArgumentException("recordRetention must not be negative");
            }
            this.recordRetention = recordRetention;
            return this;
        }

        /** How failing channels rest. */
        public Builder health(HealthSettings health) {
            this.health = Objects.requireNonNull(health, "health");
            return this;
        }

        /** How old an upstream's list of models may become before it is asked for again; default 10 min, zero: never asked. */
        public Builder modelListRefresh(Duration modelListRefresh) {
            if (modelListRefresh.isNegative()) {
                throw new IllegalArgumentException("modelListRefresh must not be negative");
            }
            this.modelListRefresh = modelListRefresh;
            return this;
        }

        /** Whether upstreams are asked to count tokens; default true. Else every count is an estimate. */
        public Builder upstreamTokenCounts(boolean upstreamTokenCounts) {
            this.upstreamTokenCounts = upstreamTokenCounts;
            return this;
        }

        /** How long all upstreams together may take to count; default 10 s. */
        public Builder tokenCountTimeout(Duration tokenCountTimeout) {
            if (tokenCountTimeout.isNegative() || tokenCountTimeout.isZero()) {
                throw new IllegalArgumentException("tokenCountTimeout must be longer than 0");
            }
            this.tokenCountTimeout = tokenCountTimeout;
            return this;
        }

        /**
         * @throws IllegalArgumentException if models without a price shall have the default price and there is none
         */
        public RouterSettings build() {
            if (unpriced == Unpriced.DEFAULT && defaultPrice == null) {
                throw new IllegalArgumentException(
                        "models without a price shall have the default price, but there is none");
            }
            return new RouterSettings(this);
        }
    }
}
