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

/** Collects the settings of a router, each at its default until it is set. Not thread-safe. */
public final class RouterSettingsBuilder {
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
    private BackgroundSettings backgroundRuns = BackgroundSettings.DEFAULT;
    private Duration modelListRefresh = Duration.ofMinutes(10);
    private boolean upstreamTokenCounts = true;
    private Duration tokenCountTimeout = Duration.ofSeconds(10);

    /** Each setting at its default. */
    RouterSettingsBuilder() {}

    /** Each setting as it is there. */
    RouterSettingsBuilder(RouterSettings settings) {
        this.maxAttempts = settings.maxAttempts();
        QuotaSettings quota = settings.quota();
        this.holdTime = quota.holdTime();
        this.defaultMaxOutput = quota.defaultMaxOutput();
        this.unpriced = quota.unpriced();
        this.defaultPrice = quota.defaultPrice();
        this.groupMultipliers = quota.groupMultipliers();
        this.notifyAt = quota.notifyAt();
        this.chargeFailedPrompts = quota.chargeFailedPrompts();
        this.costInUsage = quota.costInUsage();
        this.admitUnlimited = quota.admitUnlimited();
        AdmissionSettings admission = settings.admission();
        this.maxInFlight = admission.maxInFlight();
        this.maxInFlightPerToken = admission.maxInFlightPerToken();
        this.maxInFlightPerChannel = admission.maxInFlightPerChannel();
        this.maxAuthFailuresPerMinute = admission.maxAuthFailuresPerMinute();
        this.maxHops = admission.maxHops();
        AnswerSettings answers = settings.answers();
        this.heartbeat = answers.heartbeat();
        this.stalledReader = answers.stalledReader();
        this.maxBody = answers.maxBody();
        this.maxErrorBody = answers.maxErrorBody();
        this.maxEvent = answers.maxEvent();
        this.maxStream = answers.maxStream();
        this.showUpstreamModel = answers.showUpstreamModel();
        this.responseMemory = settings.responseMemory().bytes();
        this.responseMemoryTime = settings.responseMemory().time();
        this.idempotencyMemory = settings.idempotency().bytes();
        this.idempotencyMemoryTime = settings.idempotency().time();
        this.upstreamTokenCounts = settings.tokenCounts().upstream();
        this.tokenCountTimeout = settings.tokenCounts().timeout();
        this.health = settings.health();
        this.backgroundRuns = settings.backgroundRuns();
        this.recordRetention = settings.recordRetention();
        this.modelListRefresh = settings.modelListRefresh();
    }

    /** Attempts a call may take; default 3 (R2.3). */
    public RouterSettingsBuilder maxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
        return this;
    }

    /** How long a hold lasts unless renewed, which happens at a third of it; default 10 min (R1.8). */
    public RouterSettingsBuilder holdTime(Duration holdTime) {
        this.holdTime = Objects.requireNonNull(holdTime, "holdTime");
        return this;
    }

    /** Output tokens to hold for where the request names none; default 4096 (R1.9). */
    public RouterSettingsBuilder defaultMaxOutput(int defaultMaxOutput) {
        this.defaultMaxOutput = defaultMaxOutput;
        return this;
    }

    /** What becomes of calls for models without a price; default {@link Unpriced#REFUSE}. */
    public RouterSettingsBuilder unpriced(Unpriced unpriced) {
        this.unpriced = Objects.requireNonNull(unpriced, "unpriced");
        return this;
    }

    /** The price of models that have none, with {@link Unpriced#DEFAULT}, which needs one; null for none. */
    public RouterSettingsBuilder defaultPrice(@Nullable Price defaultPrice) {
        this.defaultPrice = defaultPrice;
        return this;
    }

    /**
     * What groups multiply prices with; a group that is not in it has 1.
     *
     * @throws IllegalArgumentException if one is not from 0 to 1,000,000
     */
    public RouterSettingsBuilder groupMultipliers(Map<String, BigDecimal> factors) {
        this.groupMultipliers = new GroupMultipliers(factors);
        return this;
    }

    /**
     * Shares of a limit at which {@link RouterListener#quotaThreshold} is told; default 0.8 and 1; may be empty.
     *
     * @throws IllegalArgumentException if one is not above 0 and at most 10, or there are more than 16
     */
    public RouterSettingsBuilder notifyAt(List<BigDecimal> shares) {
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
    public RouterSettingsBuilder chargeFailedPrompts(boolean chargeFailedPrompts) {
        this.chargeFailedPrompts = chargeFailedPrompts;
        return this;
    }

    /** Whether OpenAI answers carry {@code usage.cost} and {@code credits_remaining}; default true. */
    public RouterSettingsBuilder costInUsage(boolean costInUsage) {
        this.costInUsage = costInUsage;
        return this;
    }

    /** Silence after which a stream gets a heartbeat; default 10 s (R4.5). */
    public RouterSettingsBuilder heartbeat(Duration heartbeat) {
        this.heartbeat = Objects.requireNonNull(heartbeat, "heartbeat");
        return this;
    }

    /** How long a write may block, or a subscriber may ask for nothing; default 30 s (R4.3). */
    public RouterSettingsBuilder stalledReader(Duration stalledReader) {
        this.stalledReader = Objects.requireNonNull(stalledReader, "stalledReader");
        return this;
    }

    /** Bytes of a whole upstream answer; default 64 MiB. */
    public RouterSettingsBuilder maxBody(int maxBody) {
        this.maxBody = maxBody;
        return this;
    }

    /** Bytes of an error answer that are read; default 64 KiB. */
    public RouterSettingsBuilder maxErrorBody(int maxErrorBody) {
        this.maxErrorBody = maxErrorBody;
        return this;
    }

    /** Bytes of one event of a stream; default 32 MiB. */
    public RouterSettingsBuilder maxEvent(int maxEvent) {
        this.maxEvent = maxEvent;
        return this;
    }

    /** Bytes of a whole stream; default 256 MiB. */
    public RouterSettingsBuilder maxStream(long maxStream) {
        this.maxStream = maxStream;
        return this;
    }

    /** Routers a call may have come through; default 3 (R2.7). */
    public RouterSettingsBuilder maxHops(int maxHops) {
        this.maxHops = maxHops;
        return this;
    }

    /** Calls at the same time; default 512. */
    public RouterSettingsBuilder maxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
        return this;
    }

    /** Calls of one token at the same time on this node, unless the token says otherwise; default 64. */
    public RouterSettingsBuilder maxInFlightPerToken(int maxInFlightPerToken) {
        this.maxInFlightPerToken = maxInFlightPerToken;
        return this;
    }

    /** Calls that one channel has at the same time; default 200. */
    public RouterSettingsBuilder maxInFlightPerChannel(int maxInFlightPerChannel) {
        this.maxInFlightPerChannel = maxInFlightPerChannel;
        return this;
    }

    /**
     * Calls with bad keys that may come from one address in a minute before further ones are refused unseen; default
     * 30, 0 for no limit. Keys that were good lately are never refused for it.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public RouterSettingsBuilder maxAuthFailuresPerMinute(int maxAuthFailuresPerMinute) {
        if (maxAuthFailuresPerMinute < 0) {
            throw new IllegalArgumentException(
                    "max-auth-failures-per-minute must be 0 or more, not " + maxAuthFailuresPerMinute);
        }
        this.maxAuthFailuresPerMinute = maxAuthFailuresPerMinute;
        return this;
    }

    /** Whether translated answers name the model as the upstream does and not as the caller did; default false. */
    public RouterSettingsBuilder showUpstreamModel(boolean showUpstreamModel) {
        this.showUpstreamModel = showUpstreamModel;
        return this;
    }

    /** Bytes of earlier Responses requests and answers to remember for {@code previous_response_id} and {@code item_reference}; default 64 MiB, 0 for none. */
    public RouterSettingsBuilder responseMemory(long responseMemory) {
        this.responseMemory = responseMemory;
        return this;
    }

    /** How long one is remembered after its last use; default 24 h. */
    public RouterSettingsBuilder responseMemoryTime(Duration responseMemoryTime) {
        this.responseMemoryTime = Objects.requireNonNull(responseMemoryTime, "responseMemoryTime");
        return this;
    }

    /**
     * How long the history keeps records of calls; default 30 days, zero for ever. Their daily sums stay.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RouterSettingsBuilder recordRetention(Duration recordRetention) {
        if (recordRetention.isNegative()) {
            throw new IllegalArgumentException("recordRetention must not be negative");
        }
        this.recordRetention = recordRetention;
        return this;
    }

    /** How failing channels rest; default {@link HealthSettings#DEFAULT}. */
    public RouterSettingsBuilder health(HealthSettings health) {
        this.health = Objects.requireNonNull(health, "health");
        return this;
    }

    /** Bytes of whole answers to keep for repetitions of calls with an {@code Idempotency-Key}; default 32 MiB, 0 for none. */
    public RouterSettingsBuilder idempotencyMemory(long idempotencyMemory) {
        this.idempotencyMemory = idempotencyMemory;
        return this;
    }

    /** How long such an answer is kept after its call; default 24 h. */
    public RouterSettingsBuilder idempotencyMemoryTime(Duration idempotencyMemoryTime) {
        this.idempotencyMemoryTime = Objects.requireNonNull(idempotencyMemoryTime, "idempotencyMemoryTime");
        return this;
    }

    /**
     * Whether calls go out without a hold while the ledger is away, where the accounts that pay had no limit and no budget
     * when it was last heard of; default false. They are charged when it is back; a process that ends before that never
     * charges them.
     */
    public RouterSettingsBuilder admitUnlimited(boolean admitUnlimited) {
        this.admitUnlimited = admitUnlimited;
        return this;
    }

    /**
     * How runs of {@code background: true} are looked after when their calls are over; default
     * {@link BackgroundSettings#DEFAULT}.
     */
    public RouterSettingsBuilder backgroundRuns(BackgroundSettings backgroundRuns) {
        this.backgroundRuns = Objects.requireNonNull(backgroundRuns, "backgroundRuns");
        return this;
    }

    /**
     * How old an upstream's list of models may become before it is asked for again; default 10 min, zero: never asked.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RouterSettingsBuilder modelListRefresh(Duration modelListRefresh) {
        if (modelListRefresh.isNegative()) {
            throw new IllegalArgumentException("modelListRefresh must not be negative");
        }
        this.modelListRefresh = modelListRefresh;
        return this;
    }

    /** Whether upstreams are asked to count tokens; default true. Else every count is an estimate. */
    public RouterSettingsBuilder upstreamTokenCounts(boolean upstreamTokenCounts) {
        this.upstreamTokenCounts = upstreamTokenCounts;
        return this;
    }

    /**
     * How long all upstreams together may take to count; default 10 s.
     *
     * @throws IllegalArgumentException if it is not longer than 0
     */
    public RouterSettingsBuilder tokenCountTimeout(Duration tokenCountTimeout) {
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
        return new RouterSettings(
                maxAttempts,
                new QuotaSettings(
                        holdTime,
                        defaultMaxOutput,
                        unpriced,
                        defaultPrice,
                        groupMultipliers,
                        notifyAt,
                        chargeFailedPrompts,
                        costInUsage,
                        admitUnlimited),
                new AdmissionSettings(
                        maxInFlight, maxInFlightPerToken, maxInFlightPerChannel, maxAuthFailuresPerMinute, maxHops),
                new AnswerSettings(
                        heartbeat, stalledReader, maxBody, maxErrorBody, maxEvent, maxStream, showUpstreamModel),
                new ResponseMemorySettings(responseMemory, responseMemoryTime),
                new IdempotencySettings(idempotencyMemory, idempotencyMemoryTime),
                new TokenCountSettings(upstreamTokenCounts, tokenCountTimeout),
                health,
                backgroundRuns,
                recordRetention,
                modelListRefresh);
    }
}
