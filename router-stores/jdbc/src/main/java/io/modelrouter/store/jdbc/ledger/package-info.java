/** The quota ledger and its accounts on a relational database. */
@NullMarked
package io.modelrouter.store.jdbc.ledger;

import org.jspecify.annotations.NullMarked;
