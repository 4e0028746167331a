/** A gateway with compatible endpoints on loopback. */
@NullMarked
package io.modelrouter.example.gateway;

import org.jspecify.annotations.NullMarked;
