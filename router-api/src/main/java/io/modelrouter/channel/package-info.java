/** Channels: where a call may be sent, and the registry that knows them. */
@NullMarked
package io.modelrouter.channel;

import org.jspecify.annotations.NullMarked;
