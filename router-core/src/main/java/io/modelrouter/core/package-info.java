/** Where a router is put together. */
@NullMarked
package io.modelrouter.core;

import org.jspecify.annotations.NullMarked;
