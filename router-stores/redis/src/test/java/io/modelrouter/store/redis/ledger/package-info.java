@NullMarked
package io.modelrouter.store.redis.ledger;

import org.jspecify.annotations.NullMarked;
