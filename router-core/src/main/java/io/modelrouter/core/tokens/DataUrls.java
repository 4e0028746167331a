package io.modelrouter.core.tokens;

/** Finds the content of a {@code data:} URL (RFC 2397) without copying it. */
final class DataUrls {
    private static final String SCHEME = "data:";
    /** Media types with their parameters are shorter than this. */
    private static final int LONGEST_HEAD = 256;

    private DataUrls() {}

    /** Where the content begins; the offset itself where it is no data URL. */
    static int content(char[] chars, int offset, int length) {
        if (length < SCHEME.length()) {
            return offset;
        }
        for (int i = 0; i < SCHEME.length(); i++) {
            if (chars[offset + i] != SCHEME.charAt(i)) {
                return offset;
            }
        }
        int end = offset + Math.min(length, LONGEST_HEAD);
        for (int i = offset + SCHEME.length(); i < end; i++) {
            if (chars[i] == ',') {
                return i + 1;
            }
        }
        return offset;
    }
}
