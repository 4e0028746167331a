/**
 * Gemini ({@code :generateContent}, {@code :streamGenerateContent}) as the Gemini API and Vertex speak it: metering, events,
 * errors.
 */
@NullMarked
package io.modelrouter.core.dialect.gemini;

import org.jspecify.annotations.NullMarked;
