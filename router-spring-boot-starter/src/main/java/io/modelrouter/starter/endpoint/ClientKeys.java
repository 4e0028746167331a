package io.modelrouter.starter.endpoint;

import io.modelrouter.channel.Secret;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Finds the caller's key, wherever its dialect puts it: {@code Authorization: Bearer}, {@code x-api-key},
 * {@code x-goog-api-key} or {@code ?key=}. Every place counts on every path; the dialect's own comes first.
 */
final class ClientKeys {
    /** Section 5 of the reliability rules. */
    private static final int LONGEST_KEY = 256;

    /** Stands for keys that no key can be, so that they are refused just as unknown ones are. */
    private static final Secret MALFORMED = Secret.of("malformed-" + random());

    private ClientKeys() {}

    static @Nullable Secret of(HttpServletRequest request, Dialect.Family family) {
        String key;
        switch (family) {
            case CLAUDE:
                key = first(request.getHeader("x-api-key"), bearer(request), google(request));
                break;
            case GEMINI:
                key = first(google(request), bearer(request), request.getHeader("x-api-key"));
                break;
            default:
                key = first(bearer(request), request.getHeader("x-api-key"), google(request));
                break;
        }
        return key == null ? null : secret(key);
    }

    /** A key that nobody has. */
    static Secret nobodys() {
        return MALFORMED;
    }

    private static @Nullable String google(HttpServletRequest request) {
        return first(request.getHeader("x-goog-api-key"), QueryParameters.of(request, "key"), null);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String two, @Nullable String three) {
        if (one != null && !one.isBlank()) {
            return one;
        }
        if (two != null && !two.isBlank()) {
            return two;
        }
        return three != null && !three.isBlank() ? three : null;
    }

    /** Other schemes belong to the host and its filters. */
    private static @Nullable String bearer(HttpServletRequest request) {
        String value = request.getHeader("authorization");
        return value != null && value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7) : null;
    }

    private static Secret secret(String text) {
        String key = text.strip();
        int suffix = key.indexOf('#');
        if ((suffix < 0 ? key.length() : suffix) > LONGEST_KEY) {
            return MALFORMED;
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) >= 0x7f) {
                return MALFORMED;
            }
        }
        return Secret.of(key);
    }

    private static String random() {
        byte[] bits = new byte[32];
        new SecureRandom().nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
