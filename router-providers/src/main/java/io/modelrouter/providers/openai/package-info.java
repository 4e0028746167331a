/** OpenAI's own API as an upstream. */
@NullMarked
package io.modelrouter.providers.openai;

import org.jspecify.annotations.NullMarked;
