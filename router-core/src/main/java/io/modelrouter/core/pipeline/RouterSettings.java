package io.modelrouter.core.pipeline;

import io.modelrouter.core.health.HealthSettings;
import java.time.Duration;

/**
 * How a router behaves, beside what its collaborators decide.
 *
 * @param maxAttempts attempts a call may take; default 3 (R2.3)
 * @param holdTime how long a hold lasts unless renewed, which happens at a third of it; default 10 min (R1.8)
 * @param defaultMaxOutput output tokens to hold for where the request names none; default 4096 (R1.9)
 * @param refuseUnpriced whether models without a price are refused to callers with a quota; default true
 * @param costInUsage whether OpenAI answers carry {@code usage.cost} and {@code credits_remaining}; default true
 * @param heartbeat silence after which a stream gets a heartbeat; default 10 s (R4.5)
 * @param stalledReader how long a write may block, or a subscriber may ask for nothing; default 30 s (R4.3)
 * @param maxBody bytes of a whole upstream answer; default 64 MiB
 * @param maxErrorBody bytes of an error answer that are read; default 64 KiB
 * @param maxEvent bytes of one event of a stream; default 32 MiB
 * @param maxStream bytes of a whole stream; default 256 MiB
 * @param maxHops routers a call may have come through; default 3 (R2.7)
 * @param maxInFlight calls at the same time; default 512
 * @param maxInFlightPerToken calls of one token at the same time; default 64
 * @param maxInFlightPerChannel calls that one channel has at the same time; default 200
 * @param showUpstreamModel whether translated answers name the model as the upstream does and not as the caller did; default
 *     false
 * @param responseMemory bytes of earlier Responses requests and answers to remember for {@code previous_response_id} and
 *     {@code item_reference}; default 64 MiB, 0 for none
 * @param responseMemoryTime how long one is remembered after its last use; default 24 h
 * @param health how failing channels rest
 */
public record RouterSettings(
        int maxAttempts,
        Duration holdTime,
        int defaultMaxOutput,
        boolean refuseUnpriced,
        boolean costInUsage,
        Duration heartbeat,
        Duration stalledReader,
        int maxBody,
        int maxErrorBody,
        int maxEvent,
        long maxStream,
        int maxHops,
        int maxInFlight,
        int maxInFlightPerToken,
        int maxInFlightPerChannel,
        boolean showUpstreamModel,
        long responseMemory,
        Duration responseMemoryTime,
        HealthSettings health) {

    public static final RouterSettings DEFAULT = new RouterSettings(
            3,
            Duration.ofMinutes(10),
            4096,
            true,
            true,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            64 << 20,
            64 << 10,
            32 << 20,
            256L << 20,
            3,
            512,
            64,
            200,
            false,
            64L << 20,
            Duration.ofHours(24),
            HealthSettings.DEFAULT);

    /** The same with this many attempts for a call. */
    public RouterSettings withMaxAttempts(int attempts) {
        return new RouterSettings(
                attempts,
                holdTime,
                defaultMaxOutput,
                refuseUnpriced,
                costInUsage,
                heartbeat,
                stalledReader,
                maxBody,
                maxErrorBody,
                maxEvent,
                maxStream,
                maxHops,
                maxInFlight,
                maxInFlightPerToken,
                maxInFlightPerChannel,
                showUpstreamModel,
                responseMemory,
                responseMemoryTime,
                health);
    }
}
