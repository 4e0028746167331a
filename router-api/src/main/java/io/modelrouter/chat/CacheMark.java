package io.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * The prompt up to here shall be kept in the provider's cache (Claude's {@code cache_control}).
 *
 * @param ttl how long, such as {@code 5m} or {@code 1h}; null for the provider's default
 */
public record CacheMark(@Nullable String ttl) {}
