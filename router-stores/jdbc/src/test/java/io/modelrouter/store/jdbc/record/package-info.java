@NullMarked
package io.modelrouter.store.jdbc.record;

import org.jspecify.annotations.NullMarked;
