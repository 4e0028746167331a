/** The one place of the api that touches the JSON library. Not exported. */
@NullMarked
package io.modelrouter.internal.json;

import org.jspecify.annotations.NullMarked;
