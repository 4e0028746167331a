/** Neutral words for what models say: content blocks, usage, finish reasons. */
@NullMarked
package io.modelrouter.chat;

import org.jspecify.annotations.NullMarked;
