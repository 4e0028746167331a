/** Who made which answer, for all nodes on one database. */
@NullMarked
package io.modelrouter.store.jdbc.origin;

import org.jspecify.annotations.NullMarked;
