package io.modelrouter.core.pipeline;

/**
 * How many calls are let in. Made by {@link RouterSettingsBuilder}.
 *
 * @param maxInFlight calls at the same time; default 512
 * @param maxInFlightPerToken calls of one token at the same time on this node, unless the token says otherwise; default 64
 * @param maxInFlightPerChannel calls that one channel has at the same time; default 200
 * @param maxAuthFailuresPerMinute calls with bad keys that may come from one address in a minute before further ones are
 *     refused unseen; default 30, 0 for no limit
 * @param maxHops routers a call may have come through; default 3 (R2.7)
 */
public record AdmissionSettings(
        int maxInFlight,
        int maxInFlightPerToken,
        int maxInFlightPerChannel,
        int maxAuthFailuresPerMinute,
        int maxHops) {}
