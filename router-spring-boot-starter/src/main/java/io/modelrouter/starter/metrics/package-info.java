/** Calls as Micrometer meters. */
@NullMarked
package io.modelrouter.starter.metrics;

import org.jspecify.annotations.NullMarked;
