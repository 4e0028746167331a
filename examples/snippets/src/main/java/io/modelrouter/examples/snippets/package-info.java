/** The Java code that the documentation quotes, one class for each page. */
@NullMarked
package io.modelrouter.examples.snippets;

import org.jspecify.annotations.NullMarked;
