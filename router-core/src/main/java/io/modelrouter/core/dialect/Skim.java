package io.modelrouter.core.dialect;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reading along JSON without building anything: a parser over a slice of a shared buffer, and small steps for it. Every
 * step leaves the parser at the last token of the value it was called on, so that the next token is the next member.
 *
 * <p>Duplicate members are not refused here, since upstreams may send what they like. Depth, number and name lengths are
 * limited as in {@link io.modelrouter.wire.JsonLimits#DEFAULT}. All methods may throw
 * {@link tools.jackson.core.JacksonException}.
 */
public final class Skim {
    /** The first character of the blocks for Chinese, Japanese and Korean. */
    private static final char FIRST_CJK = 0x2e80;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNumberLength(100)
                    .maxNameLength(4096)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    private Skim() {}

    /** A parser over {@code buffer[start, end)}; close it, so that its buffers and symbols are shared. */
    public static JsonParser parser(byte[] buffer, int start, int end) {
        return FACTORY.createParser(ObjectReadContext.empty(), buffer, start, end - start);
    }

    /**
     * Reads {@code body[start, end)}, which is one JSON object and nothing else.
     *
     * @param members takes its members: the parser stands on the object's start, and must be left at its end
     * @throws MalformedAnswerException if it is none; without the parser's words, which may quote the body
     */
    public static void object(byte[] body, int start, int end, Consumer<JsonParser> members) {
        try (JsonParser parser = parser(body, start, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedAnswerException("the upstream's answer is not one JSON object", null);
            }
            members.accept(parser);
            if (parser.nextToken() != null) {
                throw new MalformedAnswerException("something follows the upstream's answer", null);
            }
        } catch (JacksonException e) {
            throw new MalformedAnswerException("the upstream's answer is not whole JSON", null);
        }
    }

    /** Where the current token ends in the buffer, if the parser began at {@code start}. */
    public static int endOf(JsonParser parser, int start) {
        parser.finishToken();
        return start + (int) parser.currentLocation().getByteOffset();
    }

    /** Where the current token starts in the buffer, if the parser began at {@code start}. */
    public static int startOf(JsonParser parser, int start) {
        return start + (int) parser.currentTokenLocation().getByteOffset();
    }

    /** The text of a string or the spelling of a number; null for anything else, which is skipped. */
    public static @Nullable String text(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    /**
     * The length of a string in characters, without making it; 0 for anything else, which is skipped. It serves to estimate
     * tokens, four characters to one, so wider scripts weigh more: a character of Chinese, Japanese or Korean counts as four,
     * another that is no ASCII as two.
     */
    public static int chars(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return length(parser);
        }
        parser.skipChildren();
        return 0;
    }

    private static int length(JsonParser parser) {
        char[] text = parser.getStringCharacters();
        int start = parser.getStringOffset();
        int length = parser.getStringLength();
        int more = 0;
        for (int i = start; i < start + length; i++) {
            if (text[i] >= 0x80) {
                more += text[i] < FIRST_CJK ? 1 : Character.isLowSurrogate(text[i]) ? -1 : 3;
            }
        }
        return length + more;
    }

    /** The lengths of all strings in a value, at any depth, added up; names of members do not count. */
    public static long charsWithin(JsonParser parser) {
        return charsWithin(parser, null);
    }

    /**
     * The lengths of the strings in a value, at any depth, that are members with one of these names.
     *
     * @param names null for all strings
     */
    public static long charsWithin(JsonParser parser, @Nullable Set<String> names) {
        if (!parser.currentToken().isStructStart()) {
            return chars(parser);
        }
        long sum = 0;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING && (names == null || isNamed(parser, names))) {
                sum += length(parser);
            }
        }
        return sum;
    }

    /** Whether the current value is a member with one of these names; false inside an array. */
    public static boolean isNamed(JsonParser parser, Set<String> names) {
        String name = parser.currentName();
        return name != null && names.contains(name);
    }

    /** Whether a value says anything: not null, not an empty string, array or object. The value is skipped. */
    public static boolean saysSomething(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        if (token == JsonToken.VALUE_STRING) {
            // Asked of short strings only; long ones are content and are counted with chars().
            return parser.getStringLength() > 0;
        }
        if (token.isStructStart()) {
            if (parser.nextToken().isStructEnd()) {
                return false;
            }
            skipToEnd(parser);
            return true;
        }
        return true;
    }

    /** From a token inside an object or array to that container's end. */
    private static void skipToEnd(JsonParser parser) {
        int depth = parser.currentToken().isStructStart() ? 2 : 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }
}
