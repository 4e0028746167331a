@NullMarked
package io.modelrouter.store.jdbc;

import org.jspecify.annotations.NullMarked;
