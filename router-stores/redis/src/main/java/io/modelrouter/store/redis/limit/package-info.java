/** Limits on how often and how much at once, counted on Redis for all nodes. */
@NullMarked
package io.modelrouter.store.redis.limit;

import org.jspecify.annotations.NullMarked;
