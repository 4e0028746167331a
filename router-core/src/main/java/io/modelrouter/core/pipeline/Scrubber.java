package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Secret;
import io.modelrouter.error.UpstreamError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes our own key out of what an upstream says: some quote it in their error text. */
final class Scrubber {
    private static final int SHOWN_TAIL = 4;
    /** From this length on a part of a key is a secret of its own, as in {@code ID:SECRET:SESSION}. */
    private static final int LONG_PART = 16;

    private Scrubber() {}

    static byte[] scrub(byte[] body, @Nullable Secret key) {
        if (key == null || body.length == 0) {
            return body;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        String clean = scrub(text, key);
        return clean.equals(text) ? body : clean.getBytes(StandardCharsets.UTF_8);
    }

    static UpstreamError scrub(UpstreamError error, @Nullable Secret key) {
        String message = error.message();
        if (key == null) {
            return error;
        }
        return new UpstreamError(
                error.dialect(),
                error.status(),
                error.type(),
                error.code(),
                error.param(),
                message == null ? null : scrub(message, key),
                error.retryAfter(),
                scrub(error.body(), key));
    }

    private static String scrub(String text, Secret key) {
        String secret = key.reveal();
        String clean = text.replace(secret, "****");
        if (secret.indexOf(':') >= 0) {
            for (String part : secret.split(":", -1)) {
                clean = part.length() < LONG_PART ? clean : clean.replace(part, "****");
            }
        }
        // OpenAI quotes keys as their first characters, stars, and the last four
        if (secret.length() > 2 * SHOWN_TAIL) {
            String head = secret.substring(0, SHOWN_TAIL);
            String tail = secret.substring(secret.length() - SHOWN_TAIL);
            int star = clean.indexOf("***");
            while (star >= 0) {
                int from = star;
                while (from > 0 && clean.charAt(from - 1) > ' ') {
                    from--;
                }
                int to = star;
                while (to < clean.length() && clean.charAt(to) == '*') {
                    to++;
                }
                if (clean.startsWith(head, from) && clean.startsWith(tail, to)) {
                    clean = clean.substring(0, from) + "****" + clean.substring(to + SHOWN_TAIL);
                    to = from + SHOWN_TAIL;
                }
                star = clean.indexOf("***", to);
            }
        }
        return clean;
    }
}
