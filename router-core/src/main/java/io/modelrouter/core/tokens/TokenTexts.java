package io.modelrouter.core.tokens;

import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The texts behind tokens, for the embedding models of OpenAI alone: of others nobody knows whose tokens were sent. */
public final class TokenTexts {
    /** From here on the encoding has marks such as the end of a text, which are no text. */
    private static final int FIRST_MARK = 100_256;

    private TokenTexts() {}

    /**
     * Exactly the text that the tokens stand for; empty where the model's encoding is not known, or they are no whole text.
     *
     * @param model as the caller named it
     */
    public static Optional<String> decode(String model, int[] tokens) {
        if (!isOpenAiEmbedding(model)) {
            return Optional.empty();
        }
        Encoding encoding = TextTokens.encoding(EncodingType.CL100K_BASE);
        IntArrayList list = new IntArrayList(tokens.length);
        for (int token : tokens) {
            if (token < 0 || token >= FIRST_MARK) {
                return Optional.empty();
            }
            list.add(token);
        }
        try {
            // A new decoder reports bytes that are no UTF-8, as where a text was cut inside a character.
            byte[] bytes = encoding.decodeBytes(list);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code text-embedding-ada-002}, {@code -3-small} and {@code -3-large} have the encoding cl100k_base. */
    static boolean isOpenAiEmbedding(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        String last = name.substring(name.lastIndexOf('/') + 1);
        return last.startsWith("text-embedding-3-") || last.startsWith("text-embedding-ada-");
    }
}
