package io.modelrouter.core.pipeline;

import java.time.Duration;

/**
 * What is remembered of Responses for {@code previous_response_id} and {@code item_reference}. Made by
 * {@link RouterSettingsBuilder}.
 *
 * @param bytes of earlier requests and answers; default 64 MiB, 0 for none
 * @param time how long one is remembered after its last use; default 24 h
 */
public record ResponseMemorySettings(long bytes, Duration time) {}
