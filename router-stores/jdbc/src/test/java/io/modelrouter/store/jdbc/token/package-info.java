@NullMarked
package io.modelrouter.store.jdbc.token;

import org.jspecify.annotations.NullMarked;
