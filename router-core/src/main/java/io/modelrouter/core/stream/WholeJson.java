package io.modelrouter.core.stream;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Tells whether bytes at the end of a stream are one complete JSON value or a cut one. */
final class WholeJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // The frame's own limit bounds the strings.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // Always UTF-8, without a byte order mark.
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();

    private WholeJson() {}

    /** Whether these bytes are one JSON value and nothing else; false for a bare number, which may have been cut. */
    static boolean is(byte[] bytes, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            JsonToken token = parser.nextToken();
            if (token == null || token.isNumeric()) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
