package io.modelrouter.core.dialect;

import io.modelrouter.provider.HttpHeaders;

/**
 * An error answer for a client.
 *
 * @param status HTTP status
 * @param headers content type, {@code retry-after}, {@code x-should-retry}, vendor request id; lower-case names
 * @param body JSON in the vendor's full shape
 */
public record WireError(int status, HttpHeaders headers, byte[] body) {}
