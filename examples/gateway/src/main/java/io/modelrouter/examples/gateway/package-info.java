/** A gateway with compatible endpoints on loopback. */
@NullMarked
package io.modelrouter.examples.gateway;

import org.jspecify.annotations.NullMarked;
