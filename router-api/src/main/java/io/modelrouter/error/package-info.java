/** Everything that can go wrong with a call, as types a caller can act on. */
@NullMarked
package io.modelrouter.error;

import org.jspecify.annotations.NullMarked;
