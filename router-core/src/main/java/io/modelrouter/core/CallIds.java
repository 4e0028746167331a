package io.modelrouter.core;

import java.security.SecureRandom;

/** Ids of calls: {@code call_} and 21 characters, some 120 random bits, so that they never meet again on any node. */
final class CallIds {
    private static final char[] ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".toCharArray();
    private static final int LENGTH = 21;
    private static final SecureRandom RANDOM = new SecureRandom();

    private CallIds() {}

    static String next() {
        byte[] bits = new byte[LENGTH];
        RANDOM.nextBytes(bits);
        char[] id = new char[5 + LENGTH];
        "call_".getChars(0, 5, id, 0);
        for (int i = 0; i < LENGTH; i++) {
            id[5 + i] = ALPHABET[(bits[i] & 0xff) % ALPHABET.length];
        }
        return new String(id);
    }
}
