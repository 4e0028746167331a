@NullMarked
package io.modelrouter.store.redis.origin;

import org.jspecify.annotations.NullMarked;
