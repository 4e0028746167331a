/** What can be watched: listeners and the record of each call. */
@NullMarked
package io.modelrouter.observe;

import org.jspecify.annotations.NullMarked;
