/**
 * Anthropic Messages ({@code POST /v1/messages}) as Anthropic, Bedrock and Vertex speak it: requests, answers,
 * metering, errors.
 */
@NullMarked
package io.modelrouter.core.dialect.claude;

import org.jspecify.annotations.NullMarked;
