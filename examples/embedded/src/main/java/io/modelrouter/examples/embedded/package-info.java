/** A plain program that routes without a server. */
@NullMarked
package io.modelrouter.examples.embedded;

import org.jspecify.annotations.NullMarked;
