/** The compatible HTTP endpoints: plain servlets over one table of routes. */
@NullMarked
package io.modelrouter.starter.endpoint;

import org.jspecify.annotations.NullMarked;
