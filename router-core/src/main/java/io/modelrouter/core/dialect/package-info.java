/**
 * What the router must know of a dialect, and the words that all dialects share. Each dialect has a folder of its own
 * below this one with the same file names in each; no such folder imports another.
 */
@NullMarked
package io.modelrouter.core.dialect;

import org.jspecify.annotations.NullMarked;
