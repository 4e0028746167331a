/** One call from its start to its settlement. */
@NullMarked
package io.modelrouter.core.pipeline;

import org.jspecify.annotations.NullMarked;
