/** Whom we call: every built-in provider client, one folder for each company. */
@NullMarked
package io.modelrouter.providers;

import org.jspecify.annotations.NullMarked;
