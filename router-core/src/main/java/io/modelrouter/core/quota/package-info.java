/** What calls are held and charged for: estimates, budgets, price tables, and the ledger and price book in memory. */
@NullMarked
package io.modelrouter.core.quota;

import org.jspecify.annotations.NullMarked;
