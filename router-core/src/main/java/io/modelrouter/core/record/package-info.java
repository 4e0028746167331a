/** Records of calls: the history that holds them in memory, and their export. */
@NullMarked
package io.modelrouter.core.record;

import org.jspecify.annotations.NullMarked;
