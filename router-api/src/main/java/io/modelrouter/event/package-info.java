/** The events of one answer, their order, and the checker of that order. */
@NullMarked
package io.modelrouter.event;

import org.jspecify.annotations.NullMarked;
