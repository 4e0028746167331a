/** The ledger and the limits on Redis: here the connection and the settings that both share. */
@NullMarked
package io.modelrouter.store.redis;

import org.jspecify.annotations.NullMarked;
