/** The transport to upstreams, over OkHttp. */
@NullMarked
package io.modelrouter.providers.http;

import org.jspecify.annotations.NullMarked;
