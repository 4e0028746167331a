/** Stores that outlive the process, chosen by {@code model-router.store}. */
@NullMarked
package io.modelrouter.starter.store;

import org.jspecify.annotations.NullMarked;
