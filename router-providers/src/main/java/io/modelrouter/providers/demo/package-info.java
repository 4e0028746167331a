/**
 * A provider without a key and without a network: it answers every dialect in the shape of its vendor, with words of its
 * own. {@link io.modelrouter.providers.demo.DemoClient} lists what it does and which model names make it misbehave.
 */
@NullMarked
package io.modelrouter.providers.demo;

import org.jspecify.annotations.NullMarked;
