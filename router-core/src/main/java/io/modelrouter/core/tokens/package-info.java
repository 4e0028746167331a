/** How many tokens a prompt has, where nobody has told yet. */
@NullMarked
package io.modelrouter.core.tokens;

import org.jspecify.annotations.NullMarked;
