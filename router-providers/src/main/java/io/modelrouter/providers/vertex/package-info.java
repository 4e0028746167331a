/** Google's Vertex AI as an upstream, for the models of Google and of Anthropic. */
@NullMarked
package io.modelrouter.providers.vertex;

import org.jspecify.annotations.NullMarked;
