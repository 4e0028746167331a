/**
 * Anthropic Messages ({@code POST /v1/messages}) as Anthropic, Bedrock and Vertex speak it: metering, events, errors.
 */
@NullMarked
package io.modelrouter.core.dialect.claude;

import org.jspecify.annotations.NullMarked;
