package io.modelrouter.core.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of text. OpenAI's models: by their own encodings, up to a number of characters, and what is longer at the rate of
 * what was counted so far. All others publish no tokenizer: by characters, at the rates that Anthropic (3.5 characters of
 * English to a token) and Google (4) give in their documentation; a character of Chinese, Japanese or Korean counts as a
 * token of its own, another that is no ASCII as half a one.
 *
 * <p>Made for one prompt; not thread-safe. The encodings are loaded once, when they are first needed.
 */
final class TextTokens {
    /** Shared, and loaded when a model of theirs is first counted. */
    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    /** The first character of the blocks for Chinese, Japanese and Korean. */
    private static final char FIRST_CJK = 0x2e80;

    private static final double CHARS_A_TOKEN = 4;
    private static final double CLAUDE_CHARS_A_TOKEN = 3.5;

    private final @Nullable Encoding encoding;
    private final double charsAToken;
    private final int mostEncoded;

    private long encodedChars;
    private long encodedTokens;
    /** What was not encoded: ASCII characters, and others in halves of a token. */
    private long ascii;

    private long halves;

    /**
     * @param mostEncoded characters that are encoded at most
     */
    TextTokens(ModelFamily family, int mostEncoded) {
        this.encoding = switch (family) {
            case OPENAI -> REGISTRY.getEncoding(EncodingType.O200K_BASE);
            case OPENAI_OLD -> REGISTRY.getEncoding(EncodingType.CL100K_BASE);
            default -> null;
        };
        this.charsAToken = family == ModelFamily.CLAUDE ? CLAUDE_CHARS_A_TOKEN : CHARS_A_TOKEN;
        this.mostEncoded = mostEncoded;
    }

    static Encoding encoding(EncodingType type) {
        return REGISTRY.getEncoding(type);
    }

    void add(char[] text, int offset, int length) {
        int exact = encoding == null ? 0 : (int) Math.min(length, mostEncoded - encodedChars);
        if (exact > 0 && encoding != null) {
            encodedTokens += encoding.countTokensOrdinary(new String(text, offset, exact));
            encodedChars += exact;
        }
        for (int i = offset + exact; i < offset + length; i++) {
            if (text[i] < 0x80) {
                ascii++;
            } else if (!Character.isLowSurrogate(text[i])) {
                halves += text[i] < FIRST_CJK ? 1 : 2;
            }
        }
    }

    long count() {
        double wide = halves / 2.0;
        double rest = ascii / charsAToken + wide;
        if (encodedChars > 0 && ascii > 0) {
            // Never below four characters to a token: the beginning may be a run of spaces.
            double rate = Math.max((double) encodedTokens / encodedChars, 1 / CHARS_A_TOKEN);
            rest = Math.max(ascii * rate + wide, rest);
        }
        return encodedTokens + (long) Math.ceil(rest);
    }
}
