package io.modelrouter.providers.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/** Identifiers that look like each vendor's, and the opaque values beside them. One per exchange; not thread-safe. */
final class DemoIds {
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String HEX = "0123456789abcdef";

    private final SplittableRandom random;

    DemoIds(long seed) {
        this.random = new SplittableRandom(seed);
    }

    String base62(String prefix, int length) {
        return prefix + draw(BASE62, length);
    }

    String base36(int length) {
        return draw(BASE36, length);
    }

    String hex(String prefix, int length) {
        return prefix + draw(HEX, length);
    }

    /** Standard Base64, as Claude's and Gemini's signatures are; it says openly whose it is. */
    String signature() {
        return Base64.getEncoder().encodeToString(opaque());
    }

    /** URL-safe Base64 that begins as OpenAI's encrypted reasoning does. */
    String encrypted() {
        return "gAAAAA" + Base64.getUrlEncoder().withoutPadding().encodeToString(opaque());
    }

    private byte[] opaque() {
        return ("modelrouter-demo-reasoning " + draw(BASE62, 69)).getBytes(StandardCharsets.US_ASCII);
    }

    private String draw(String alphabet, int length) {
        StringBuilder drawn = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return drawn.toString();
    }
}
