@NullMarked
package io.modelrouter.store.redis.limit;

import org.jspecify.annotations.NullMarked;
