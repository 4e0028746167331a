package io.modelrouter.core.pipeline;

import java.time.Duration;

/**
 * What is kept to answer repeated calls with an {@code Idempotency-Key}. Made by {@link RouterSettingsBuilder}.
 *
 * @param bytes of the kept whole answers together; default 32 MiB, 0 for none
 * @param time how long one is kept after its call; default 24 h
 */
public record IdempotencySettings(long bytes, Duration time) {}
