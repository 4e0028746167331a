/** Limits on how often and how much at once: requests and tokens in a minute, calls in flight. */
@NullMarked
package io.modelrouter.limit;

import org.jspecify.annotations.NullMarked;
