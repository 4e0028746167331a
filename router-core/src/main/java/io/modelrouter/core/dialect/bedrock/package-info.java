/**
 * Bedrock Converse and ConverseStream, as channels speak them; no client does. The stream is binary on the wire; its provider
 * hands it on as server-sent events, each named by its {@code :event-type} or {@code :exception-type}.
 */
@NullMarked
package io.modelrouter.core.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
