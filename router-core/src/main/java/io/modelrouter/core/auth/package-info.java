/** Who calls: the one place where keys are checked, and tokens kept in this process. */
@NullMarked
package io.modelrouter.core.auth;

import org.jspecify.annotations.NullMarked;
