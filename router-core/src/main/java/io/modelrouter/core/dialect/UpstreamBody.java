package io.modelrouter.core.dialect;

import io.modelrouter.wire.WireBody;

/**
 * A request body for an upstream.
 *
 * @param body the bytes
 * @param withholdUsage whether the stream's usage chunk was asked for by the router and not by the client, so that it must
 *     be withheld from the client again (R1.15)
 */
public record UpstreamBody(WireBody body, boolean withholdUsage) {}
