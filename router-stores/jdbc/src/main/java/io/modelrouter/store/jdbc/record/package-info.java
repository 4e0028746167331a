/** Records of calls and their daily sums in a database. */
@NullMarked
package io.modelrouter.store.jdbc.record;

import org.jspecify.annotations.NullMarked;
