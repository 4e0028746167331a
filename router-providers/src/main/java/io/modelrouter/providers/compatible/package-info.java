/** Vendors and servers that speak a dialect of OpenAI's or Anthropic's: one client, and one entry of data for each. */
@NullMarked
package io.modelrouter.providers.compatible;

import org.jspecify.annotations.NullMarked;
