/** Who made which answer, kept on Redis for all nodes. */
@NullMarked
package io.modelrouter.store.redis.origin;

import org.jspecify.annotations.NullMarked;
