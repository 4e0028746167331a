/**
 * The storage SPIs on a relational database: how the stores reach it ({@link io.modelrouter.store.jdbc.JdbcDatabase}) and
 * how their tables come into being ({@link io.modelrouter.store.jdbc.Migrations}).
 */
@NullMarked
package io.modelrouter.store.jdbc;

import org.jspecify.annotations.NullMarked;
