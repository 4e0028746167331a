@NullMarked
package io.modelrouter.providers.azure;

import org.jspecify.annotations.NullMarked;
