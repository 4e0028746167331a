package io.modelrouter.core.record;

import org.jspecify.annotations.Nullable;

/**
 * Makes text of others fit for a record: control characters and halves of surrogate pairs become {@code U+FFFD}, so that no
 * log line can be forged and every store can hold it, and what is too long is cut.
 */
public final class RecordText {
    private static final char REPLACEMENT = '\uFFFD';

    private RecordText() {}

    /** On one line, at most so many characters. */
    public static String line(String text, int max) {
        return clean(text, max, false);
    }

    /** As {@link #line}; null stays null. */
    public static @Nullable String lineOrNull(@Nullable String text, int max) {
        return text == null ? null : line(text, max);
    }

    /** As {@link #line}, but line breaks and tabs may stay. */
    public static String lines(String text, int max) {
        return clean(text, max, true);
    }

    private static String clean(String text, int max, boolean breaks) {
        int end = Math.min(text.length(), max);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder changed = null;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean pair = i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (isBad(c, breaks)) {
                if (changed == null) {
                    changed = new StringBuilder(text.substring(0, end));
                }
                changed.setCharAt(i, REPLACEMENT);
            }
        }
        return changed == null ? text.substring(0, end) : changed.toString();
    }

    private static boolean isBad(char c, boolean breaks) {
        if (breaks && (c == '\n' || c == '\r' || c == '\t')) {
            return false;
        }
        // U+2028 and U+2029 end lines for some readers of logs.
        return Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029';
    }
}
