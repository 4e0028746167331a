package io.modelrouter.core.dialect.plain;

/**
 * What an answer without usage comes to: sound by its length, some 21 tokens a second of the bytes that its kind has in a
 * second; text by its characters.
 */
final class SoundTokens {
    private static final int CHARS_A_TOKEN = 4;
    /** 24,000 samples of two bytes ("Text to speech" guide of OpenAI, 2026-11), at 21 tokens a second. */
    private static final int PLAIN_BYTES_A_TOKEN = 2_300;
    /** MP3 and AAC at 128 kbit/s. */
    private static final int BYTES_A_TOKEN = 770;

    private SoundTokens() {}

    /**
     * As many characters as have the same tokens.
     *
     * @param contentType in lower case; what says nothing is taken for text
     */
    static long chars(String contentType, long bytes) {
        if (contentType.isEmpty() || contentType.startsWith("text/")) {
            return bytes;
        }
        boolean plain = contentType.contains("wav") || contentType.contains("pcm") || contentType.contains("l16");
        return bytes * CHARS_A_TOKEN / (plain ? PLAIN_BYTES_A_TOKEN : BYTES_A_TOKEN);
    }
}
