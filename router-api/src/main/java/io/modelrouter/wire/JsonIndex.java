package io.modelrouter.wire;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Where the direct children of one JSON value stand in its bytes. Made in one streaming pass; no tree is built.
 *
 * <p>Offsets are absolute in the array. For an object {@code names} holds the member names; for an array it is null.
 */
final class JsonIndex {
    /** For what was read under limits before, perhaps wider ones than the defaults. */
    private static final JsonFactory LENIENT =
            factory(new JsonLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE), false);

    private static final JsonFactory STRICT = factory(JsonLimits.DEFAULT, true);

    private final String @Nullable [] names;
    private final int[] starts;
    private final int[] ends;
    private final int[] sizes;
    private final int count;
    private final int valueStart;
    private final int valueEnd;

    private JsonIndex(
            String @Nullable [] names, int[] starts, int[] ends, int[] sizes, int count, int valueStart, int valueEnd) {
        this.names = names;
        this.sizes = sizes;
        this.starts = starts;
        this.ends = ends;
        this.count = count;
        this.valueStart = valueStart;
        this.valueEnd = valueEnd;
    }

    public int count() {
        return count;
    }

    public String name(int i) {
        if (names == null) {
            throw new IllegalStateException("an array has no member names");
        }
        return names[i];
    }

    public int start(int i) {
        return starts[i];
    }

    public int end(int i) {
        return ends[i];
    }

    /** Number of direct children of the i-th child; 0 for a scalar. */
    public int size(int i) {
        return sizes[i];
    }

    /** First byte of the value itself, behind leading white space. */
    public int valueStart() {
        return valueStart;
    }

    /** Behind the last byte of the value itself. */
    public int valueEnd() {
        return valueEnd;
    }

    /** Position of a member by name, or -1. */
    public int find(String name) {
        if (names != null) {
            for (int i = 0; i < count; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Reads a whole document once, under the limits; duplicate keys are refused at any depth. */
    public static JsonIndex validate(byte[] bytes, JsonLimits limits) {
        int invalid = Utf8.firstInvalid(bytes);
        if (invalid >= 0) {
            throw new MalformedJsonException("the body is not UTF-8", invalid);
        }
        if (startsWithMark(bytes)) {
            throw new MalformedJsonException("the body starts with a byte order mark", 0);
        }
        JsonFactory factory = limits.equals(JsonLimits.DEFAULT) ? STRICT : factory(limits, true);
        return index(factory, bytes, 0, bytes.length, true);
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    /** Indexes a slice that is part of a document already validated. */
    public static JsonIndex of(byte[] bytes, int start, int end) {
        return index(LENIENT, bytes, start, end, false);
    }

    /** Runs a reader over one value; used for scalars that need unescaping. */
    public static <T> T read(byte[] bytes, int start, int end, Function<JsonParser, T> reader) {
        try (JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), bytes, start, end - start)) {
            parser.nextToken();
            return reader.apply(parser);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private static JsonIndex index(JsonFactory factory, byte[] bytes, int offset, int limit, boolean whole) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes, offset, limit - offset)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("the body is empty, a JSON value is needed", 0);
            }
            int valueStart = (int) parser.currentTokenLocation().getByteOffset() + offset;
            String[] names = null;
            int[] starts = new int[12];
            int[] ends = new int[12];
            int[] sizes = new int[12];
            int count = 0;
            if (first == JsonToken.START_OBJECT) {
                names = new String[12];
                String name;
                while ((name = parser.nextName()) != null) {
                    if (count == starts.length) {
                        names = Arrays.copyOf(names, count * 2);
                        starts = Arrays.copyOf(starts, count * 2);
                        ends = Arrays.copyOf(ends, count * 2);
                        sizes = Arrays.copyOf(sizes, count * 2);
                    }
                    names[count] = name;
                    parser.nextToken();
                    starts[count] = tokenStart(parser, offset);
                    sizes[count] = skipValue(parser);
                    ends[count] = position(parser, offset);
                    count++;
                }
            } else if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (count == starts.length) {
                        starts = Arrays.copyOf(starts, count * 2);
                        ends = Arrays.copyOf(ends, count * 2);
                        sizes = Arrays.copyOf(sizes, count * 2);
                    }
                    starts[count] = tokenStart(parser, offset);
                    sizes[count] = skipValue(parser);
                    ends[count] = position(parser, offset);
                    count++;
                }
            } else {
                parser.finishToken();
            }
            int valueEnd = position(parser, offset);
            if (first.isNumeric()) {
                // The parser has read the white space that shows where a number at the root ends.
                valueEnd = trimmed(bytes, valueStart, valueEnd);
            }
            if (whole && parser.nextToken() != null) {
                throw new MalformedJsonException("something follows the end of the JSON document", valueEnd);
            }
            return new JsonIndex(names, starts, ends, sizes, count, valueStart, valueEnd);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private static int trimmed(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && bytes[last - 1] <= ' ') {
            last--;
        }
        return last;
    }

    /** Reads to the end of the current value; the number of its direct children, 0 for a scalar. */
    private static int skipValue(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (!token.isStructStart()) {
            parser.finishToken();
            return 0;
        }
        int size = 0;
        int depth = 1;
        while (true) {
            token = parser.nextToken();
            if (token == null) {
                throw new MalformedJsonException(
                        "the JSON ends too early", parser.currentLocation().getByteOffset());
            }
            if (token.isStructStart()) {
                size += depth == 1 ? 1 : 0;
                depth++;
            } else if (token.isStructEnd()) {
                if (--depth == 0) {
                    return size;
                }
            } else if (depth == 1 && token != JsonToken.PROPERTY_NAME) {
                size++;
            }
        }
    }

    private static int tokenStart(JsonParser parser, int offset) {
        return (int) parser.currentTokenLocation().getByteOffset() + offset;
    }

    /** Locations count from the start of the slice, not of the array. */
    private static int position(JsonParser parser, int offset) {
        return (int) parser.currentLocation().getByteOffset() + offset;
    }

    private static MalformedJsonException malformed(JacksonException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        String text = String.valueOf(e.getOriginalMessage());
        String reason;
        if (e instanceof StreamConstraintsException) {
            reason = "the JSON is over a limit: " + limitOf(text);
        } else if (text.startsWith("Duplicate")) {
            reason = "the JSON has a duplicate key";
        } else if (text.contains("end-of-input") || text.contains("end-of-file")) {
            reason = "the JSON ends too early";
        } else {
            reason = "the body is not valid JSON";
        }
        return new MalformedJsonException(reason, at);
    }

    private static String limitOf(String text) {
        if (text.contains("nesting depth")) {
            return "nesting depth";
        }
        if (text.contains("Number")) {
            return "digits of a number";
        }
        if (text.contains("Name") || text.contains("name")) {
            return "length of a member name";
        }
        return text.contains("Token") || text.contains("token") ? "number of tokens" : "size";
    }

    private static JsonFactory factory(JsonLimits limits, boolean strict) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.maxDepth())
                .maxNumberLength(limits.maxNumberLength())
                .maxNameLength(limits.maxNameLength())
                .maxTokenCount(limits.maxTokens())
                .maxStringLength(Integer.MAX_VALUE)
                .build();
        return JsonFactory.builder()
                .streamReadConstraints(constraints)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .build();
    }
}
