/** Gemini's own API as an upstream. */
@NullMarked
package io.modelrouter.providers.gemini;

import org.jspecify.annotations.NullMarked;
