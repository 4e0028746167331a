/** Typed requests: thin views over the caller's own bytes. */
@NullMarked
package io.modelrouter.request;

import org.jspecify.annotations.NullMarked;
