@NullMarked
package io.modelrouter.store.redis;

import org.jspecify.annotations.NullMarked;
