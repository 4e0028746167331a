package io.modelrouter.starter.endpoint;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of requests that never became a call. */
final class RequestIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RequestIds() {}

    static String next() {
        byte[] bits = new byte[12];
        RANDOM.nextBytes(bits);
        return "req_" + HexFormat.of().formatHex(bits);
    }
}
