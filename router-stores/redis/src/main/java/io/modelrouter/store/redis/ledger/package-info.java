/** The ledger on Redis: one script for each operation. */
@NullMarked
package io.modelrouter.store.redis.ledger;

import org.jspecify.annotations.NullMarked;
