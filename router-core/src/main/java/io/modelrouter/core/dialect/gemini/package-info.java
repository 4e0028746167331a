/**
 * Gemini ({@code :generateContent}, {@code :streamGenerateContent}) as the Gemini API and Vertex speak it: requests,
 * metering, events, answers, errors.
 */
@NullMarked
package io.modelrouter.core.dialect.gemini;

import org.jspecify.annotations.NullMarked;
