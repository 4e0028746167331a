/** How much at once and how often: limits that protect the router, before any quota is held. */
@NullMarked
package io.modelrouter.core.limit;

import org.jspecify.annotations.NullMarked;
