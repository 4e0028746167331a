@NullMarked
package io.modelrouter.store.jdbc.ledger;

import org.jspecify.annotations.NullMarked;
