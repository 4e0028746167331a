@NullMarked
package io.modelrouter.providers.demo;

import org.jspecify.annotations.NullMarked;
