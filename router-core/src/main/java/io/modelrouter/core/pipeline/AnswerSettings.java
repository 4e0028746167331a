package io.modelrouter.core.pipeline;

import java.time.Duration;

/**
 * How long, large and silent answers may be, and what translated ones show. Made by {@link RouterSettingsBuilder}.
 *
 * @param heartbeat silence after which a stream gets a heartbeat; default 10 s (R4.5)
 * @param stalledReader how long a write may block, or a subscriber may ask for nothing; default 30 s (R4.3)
 * @param maxBody bytes of a whole upstream answer; default 64 MiB
 * @param maxErrorBody bytes of an error answer that are read; default 64 KiB
 * @param maxEvent bytes of one event of a stream; default 32 MiB
 * @param maxStream bytes of a whole stream; default 256 MiB
 * @param showUpstreamModel whether translated answers name the model as the upstream does and not as the caller did; default
 *     false
 */
public record AnswerSettings(
        Duration heartbeat,
        Duration stalledReader,
        int maxBody,
        int maxErrorBody,
        int maxEvent,
        long maxStream,
        boolean showUpstreamModel) {}
