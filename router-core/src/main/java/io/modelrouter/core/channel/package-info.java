/** The registry that holds channels in memory. */
@NullMarked
package io.modelrouter.core.channel;

import org.jspecify.annotations.NullMarked;
