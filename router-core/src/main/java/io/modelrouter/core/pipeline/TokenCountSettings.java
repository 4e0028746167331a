package io.modelrouter.core.pipeline;

import java.time.Duration;

/**
 * How tokens are counted for callers that ask. Made by {@link RouterSettingsBuilder}.
 *
 * @param upstream whether upstreams are asked; default true. Else every count is an estimate
 * @param timeout how long all upstreams together may take to count; default 10 s
 */
public record TokenCountSettings(boolean upstream, Duration timeout) {}
