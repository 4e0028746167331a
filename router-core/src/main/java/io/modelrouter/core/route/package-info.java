/** Where a call may go: models, permissions, priorities, weights. Pure; nothing here calls anybody. */
@NullMarked
package io.modelrouter.core.route;

import org.jspecify.annotations.NullMarked;
