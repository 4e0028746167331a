@NullMarked
package io.modelrouter.store.jdbc.origin;

import org.jspecify.annotations.NullMarked;
