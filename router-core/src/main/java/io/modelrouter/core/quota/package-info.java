/** Quota kept in this process: the in-memory ledger and price book. */
@NullMarked
package io.modelrouter.core.quota;

import org.jspecify.annotations.NullMarked;
