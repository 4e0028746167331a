/** Streams: frames out of bytes, the one publisher, and the assembler of whole answers. */
@NullMarked
package io.modelrouter.core.stream;

import org.jspecify.annotations.NullMarked;
