/** A plain program that routes without a server. */
@NullMarked
package io.modelrouter.example.embedded;

import org.jspecify.annotations.NullMarked;
