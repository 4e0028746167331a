/** The storage SPIs on a relational database. */
@NullMarked
package io.modelrouter.store.jdbc;

import org.jspecify.annotations.NullMarked;
