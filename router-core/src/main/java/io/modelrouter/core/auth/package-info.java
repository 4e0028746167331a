/** Who calls: keys to tokens. */
@NullMarked
package io.modelrouter.core.auth;

import org.jspecify.annotations.NullMarked;
