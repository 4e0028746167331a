/** Registries of channels, and the models that channels offer and upstreams list. */
@NullMarked
package io.modelrouter.core.channel;

import org.jspecify.annotations.NullMarked;
