/** OpenAI's older completions: handed on where the channel has them, else carried to chats. */
@NullMarked
package io.modelrouter.core.dialect.completions;

import org.jspecify.annotations.NullMarked;
