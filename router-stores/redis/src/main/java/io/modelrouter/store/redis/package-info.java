/** The ledger and the limits on Redis. */
@NullMarked
package io.modelrouter.store.redis;

import org.jspecify.annotations.NullMarked;
