/** Which channels rest, why and how long. Built on Resilience4j, none of whose types leaves this package. */
@NullMarked
package io.modelrouter.core.health;

import org.jspecify.annotations.NullMarked;
