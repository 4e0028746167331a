/** Limits on calls that all nodes on one database share. */
@NullMarked
package io.modelrouter.store.jdbc.limit;

import org.jspecify.annotations.NullMarked;
