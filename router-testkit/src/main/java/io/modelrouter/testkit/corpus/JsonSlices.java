package io.modelrouter.testkit.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Takes a JSON document apart without changing a byte of its parts: each member or element is the range of the file that
 * it was written as, found by the byte offsets of a streaming parser.
 */
final class JsonSlices {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private JsonSlices() {}

    /** The members of an object, as written. */
    static Map<String, byte[]> members(byte[] object) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), object)) {
            require(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, slice(parser, object));
            }
        }
        return members;
    }

    /** The elements of an array, as written. */
    static List<byte[]> elements(byte[] array) {
        List<byte[]> elements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), array)) {
            require(parser, JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(slice(parser, array));
            }
        }
        return elements;
    }

    /** The text of a string. */
    static String text(byte[] string) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), string)) {
            require(parser, JsonToken.VALUE_STRING);
            return parser.getString();
        }
    }

    static boolean isNull(byte[] value) {
        return value[0] == 'n';
    }

    private static byte[] slice(JsonParser parser, byte[] document) {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return Arrays.copyOfRange(document, start, end);
    }

    private static void require(JsonParser parser, JsonToken expected) {
        if (parser.nextToken() != expected) {
            throw new IllegalStateException("expected " + expected + " in a recording, found " + parser.currentToken());
        }
    }
}
