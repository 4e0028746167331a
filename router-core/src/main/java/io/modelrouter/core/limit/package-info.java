/** The router's own limits on calls. */
@NullMarked
package io.modelrouter.core.limit;

import org.jspecify.annotations.NullMarked;
