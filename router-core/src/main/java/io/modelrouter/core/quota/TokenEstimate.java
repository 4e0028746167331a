package io.modelrouter.core.quota;

import io.modelrouter.request.RouterRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Token counts where nobody reported any: four bytes or characters are taken for one token, and an inlined file (a long
 * string without white space) for {@value #MEDIA_TOKENS}. Meant for holds, and marked ESTIMATED wherever it is charged.
 */
public final class TokenEstimate {
    /** What an inlined picture or file counts for. */
    static final long MEDIA_TOKENS = 1_600;

    private static final int BYTES_A_TOKEN = 4;
    private static final int SMALL = 32 * 1024;
    private static final int MEDIA_LENGTH = 8 * 1024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private TokenEstimate() {}

    /** Tokens of the prompt, tools and schemas included. */
    public static long prompt(RouterRequest request) {
        int length = request.json().length();
        if (length <= SMALL) {
            return tokens(length);
        }
        try (JsonParser parser =
                JSON.createParser(ObjectReadContext.empty(), request.json().toBytes())) {
            long counted = length;
            long media = 0;
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (token == JsonToken.VALUE_STRING && parser.getStringLength() >= MEDIA_LENGTH && isMedia(parser)) {
                    counted -= parser.getStringLength();
                    media++;
                }
            }
            return tokens(Math.max(0, counted)) + media * MEDIA_TOKENS;
        } catch (JacksonException e) {
            return tokens(length);
        }
    }

    /** Tokens of so many characters; at least 1 for anything at all. */
    public static long tokens(long characters) {
        return (characters + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }

    private static boolean isMedia(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        for (int i = 0; i < 512; i++) {
            if (text[offset + i] <= ' ') {
                return false;
            }
        }
        return true;
    }
}
