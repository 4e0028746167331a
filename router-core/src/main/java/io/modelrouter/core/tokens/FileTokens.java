package io.modelrouter.core.tokens;

/**
 * What a document, a sound or a film counts for in a prompt. Where the length is not told it follows from the size in bytes,
 * at common rates; the vendors' rates for a unit are theirs (read in November 2026):
 *
 * <ul>
 *   <li>A page of a PDF: Anthropic 1,500 to 3,000 tokens of text and a picture, taken as 2,300; Google 258; OpenAI text and a
 *       picture, taken as 1,000. A page is taken for every 50 KB, one at least.
 *   <li>A second of sound: Google 32, OpenAI 10, taken from 16 KB of MP3 or 32 KB of WAV.
 *   <li>A second of film: Google 300 (258 and its sound), taken from 250 KB.
 * </ul>
 */
final class FileTokens {
    private static final long PAGE_BYTES = 50_000;
    private static final long SOUND_SECOND_BYTES = 16_000;
    private static final long FILM_SECOND_BYTES = 250_000;

    private FileTokens() {}

    /** Tokens of a document of so many bytes. */
    static long document(ModelFamily family, long bytes) {
        long page = switch (family) {
            case CLAUDE -> 2_300;
            case GEMINI -> 258;
            default -> 1_000;
        };
        return page * units(bytes, PAGE_BYTES);
    }

    /** Tokens of a sound of so many bytes. */
    static long sound(ModelFamily family, long bytes) {
        return (family == ModelFamily.GEMINI ? 32 : 10) * units(bytes, SOUND_SECOND_BYTES);
    }

    /** Tokens of a film of so many bytes. */
    static long film(long bytes) {
        return 300 * units(bytes, FILM_SECOND_BYTES);
    }

    private static long units(long bytes, long unit) {
        return Math.max(1, (bytes + unit - 1) / unit);
    }
}
