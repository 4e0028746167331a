@NullMarked
package io.modelrouter.store.jdbc.limit;

import org.jspecify.annotations.NullMarked;
