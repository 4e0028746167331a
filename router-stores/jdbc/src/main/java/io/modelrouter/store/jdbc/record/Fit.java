package io.modelrouter.store.jdbc.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes values fit their columns. A caller writes the name of the model as it likes, and one that the database refuses would
 * stand in the queue's way for ever.
 */
final class Fit {
    private static final long NANOS = 1_000_000_000L;

    private Fit() {}

    /** The text without what no database keeps (NUL, halves of characters), and no longer than this. */
    static String text(String text, int max) {
        int end = Math.min(text.length(), max);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder clean = null;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                if (clean == null) {
                    clean = new StringBuilder(text.substring(0, end));
                }
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean != null ? clean.toString() : text.substring(0, end);
    }

    static @Nullable String optional(@Nullable String text, int max) {
        return text == null ? null : text(text, max);
    }

    /** Nanoseconds since 1970; what is before 1678 or after 2261 is there. */
    static long nanos(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
