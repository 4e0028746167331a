package io.modelrouter.observe;

import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Usage;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of one call. It holds no prompt, no answer and no key.
 *
 * @param id the call's id, also sent as {@code x-request-id}
 * @param time when the call came
 * @param token name of the caller's token; {@code anonymous} without one
 * @param requestedModel as the caller wrote it
 * @param servedModel as the serving channel was asked for it, or null if none served
 * @param channel name of the serving channel, or null
 * @param clientDialect what the caller speaks
 * @param channelDialect what the serving channel was spoken to in, or null
 * @param stream whether the answer was streamed
 * @param error why the call failed, or null
 * @param usage tokens of the serving attempt
 * @param source who counted them
 * @param usageSuspect whether the provider's own counts were not believed
 * @param cost nano-credits charged, or null where the model has no price
 * @param failures attempts that failed before
 * @param losses what of the request the serving channel was not told; empty where it was sent as it came
 * @param elapsed from the start to the settlement
 * @param firstContent from the start to the first content, or null if there was none
 */
public record CallRecord(
        String id,
        Instant time,
        String token,
        String requestedModel,
        @Nullable String servedModel,
        @Nullable String channel,
        Dialect clientDialect,
        @Nullable Dialect channelDialect,
        boolean stream,
        @Nullable RouterErrorCode error,
        Usage usage,
        UsageSource source,
        boolean usageSuspect,
        @Nullable Long cost,
        List<AttemptFailure> failures,
        List<Loss> losses,
        Duration elapsed,
        @Nullable Duration firstContent) {

    public CallRecord {
        failures = List.copyOf(failures);
        losses = List.copyOf(losses);
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
}
