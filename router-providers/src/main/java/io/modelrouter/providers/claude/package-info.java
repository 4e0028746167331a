/** Anthropic's own API as an upstream. */
@NullMarked
package io.modelrouter.providers.claude;

import org.jspecify.annotations.NullMarked;
