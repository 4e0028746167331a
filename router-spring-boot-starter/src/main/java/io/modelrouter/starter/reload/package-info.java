/** Settings that change while the router runs. */
@NullMarked
package io.modelrouter.starter.reload;

import org.jspecify.annotations.NullMarked;
