/** What a provider client implements: bytes out, bytes in. */
@NullMarked
package io.modelrouter.provider;

import org.jspecify.annotations.NullMarked;
