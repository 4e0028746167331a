package io.modelrouter.core.health;

import org.jspecify.annotations.Nullable;

/**
 * What rests: a whole channel, one of its models, one of its keys, or one model for one key.
 *
 * @param key which of the channel's keys, from 0; null for the channel itself
 */
record Scope(
        String channel, @Nullable String model, @Nullable Integer key) {}
