package io.modelrouter.core.dialect.plain;

import io.modelrouter.core.dialect.EndpointUsage;
import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads along a whole answer or an event of one of these endpoints for what metering needs. Usage is of all that was read. */
final class PlainSkim {
    final EndpointUsage usage = new EndpointUsage();

    /** Of the last document. */
    String type = "";

    boolean hasError;
    boolean hasText;
    long chars;
    int usageEnd;
    long pictures;

    /**
     * Reads {@code buffer[start, end)}.
     *
     * @return whether it is one JSON object
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    boolean read(byte[] buffer, int start, int end) {
        type = "";
        hasError = false;
        hasText = false;
        chars = 0;
        usageEnd = -1;
        pictures = 0;
        try (JsonParser parser = Skim.parser(buffer, start, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            String name;
            while ((name = parser.nextName()) != null) {
                parser.nextToken();
                member(name, parser, start);
            }
            return parser.nextToken() == null;
        }
    }

    private void member(String name, JsonParser parser, int start) {
        switch (name) {
            case "type":
                String told = Skim.text(parser);
                type = told == null ? "" : told;
                break;
            case "error":
                hasError = Skim.saysSomething(parser);
                break;
            case "usage":
                usageEnd = usage.read(parser, start);
                break;
            case "meta":
                usage.readMeta(parser);
                break;
            case "text", "delta":
                hasText = true;
                chars += Skim.chars(parser);
                break;
            case "data":
                pictures = elements(parser);
                break;
            default:
                parser.skipChildren();
        }
    }

    private static long elements(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return 0;
        }
        long count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
            count++;
        }
        return count;
    }
}
