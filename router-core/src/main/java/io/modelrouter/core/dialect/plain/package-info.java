/** Dialects that are only handed on between a client and a channel of the same: moderations, images, audio, rerank. */
@NullMarked
package io.modelrouter.core.dialect.plain;

import org.jspecify.annotations.NullMarked;
