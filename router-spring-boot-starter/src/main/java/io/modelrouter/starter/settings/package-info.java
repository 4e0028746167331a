/** Settings of the starter: bound, checked, and turned into what the router is built from. */
@NullMarked
package io.modelrouter.starter.settings;

import org.jspecify.annotations.NullMarked;
