/** Recorded exchanges with real providers, read from a folder outside the project. */
@NullMarked
package io.modelrouter.testkit.corpus;

import org.jspecify.annotations.NullMarked;
