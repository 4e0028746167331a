/** Who calls: tokens, their permissions and where they are stored. */
@NullMarked
package io.modelrouter.auth;

import org.jspecify.annotations.NullMarked;
