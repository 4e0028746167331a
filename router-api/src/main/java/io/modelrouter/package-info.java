/** The front door: {@link io.modelrouter.ModelRouter} and the calls it makes. */
@NullMarked
package io.modelrouter;

import org.jspecify.annotations.NullMarked;
