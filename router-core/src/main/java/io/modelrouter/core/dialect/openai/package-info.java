/** OpenAI Chat Completions, and the many who imitate it. */
@NullMarked
package io.modelrouter.core.dialect.openai;

import org.jspecify.annotations.NullMarked;
