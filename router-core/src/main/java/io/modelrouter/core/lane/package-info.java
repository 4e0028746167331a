/** How bytes travel between one caller and one channel. */
@NullMarked
package io.modelrouter.core.lane;

import org.jspecify.annotations.NullMarked;
