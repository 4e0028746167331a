/** The vocabulary of the wire: dialects, raw JSON and stream frames. Nothing here knows a vendor. */
@NullMarked
package io.modelrouter.wire;

import org.jspecify.annotations.NullMarked;
