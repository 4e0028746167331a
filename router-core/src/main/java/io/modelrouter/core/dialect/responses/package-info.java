/** OpenAI Responses, and those who imitate it. */
@NullMarked
package io.modelrouter.core.dialect.responses;

import org.jspecify.annotations.NullMarked;
