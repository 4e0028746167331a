/** Quota: the two-phase ledger, prices and amounts. */
@NullMarked
package io.modelrouter.quota;

import org.jspecify.annotations.NullMarked;
