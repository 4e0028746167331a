package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.Skim;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along one event or one whole response for what metering needs. Members come in any order (Bedrock Mantle sorts
 * them), so all is collected first and judged afterwards. The usage and what names the response are of all documents read,
 * the rest is of the last.
 */
final class ResponsesSkim {
    /** Strings of an output item that are the model's own words. */
    private static final Set<String> WORDS = Set.of("text", "refusal", "arguments", "input", "code");

    final ResponsesUsage usage = new ResponsesUsage();

    @Nullable
    String id;

    @Nullable
    String model;

    long createdAt;
    long sequence = -1;

    @Nullable
    String type;

    @Nullable
    String status;

    @Nullable
    String itemType;

    boolean hasError;
    boolean hasOutput;
    boolean hasItems;
    long deltaChars;
    long itemChars;
    int usageEnd;

    private int start;
    private boolean counting;

    /**
     * Reads {@code buffer[start, end)} as an event.
     *
     * @return whether it is one JSON object
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    boolean readEvent(byte[] buffer, int start, int end) {
        return read(buffer, start, end, false);
    }

    /**
     * Reads a whole response.
     *
     * @param counting whether to count what its items say
     */
    boolean readResponse(byte[] body, boolean counting) {
        this.counting = counting;
        return read(body, 0, body.length, true);
    }

    private boolean read(byte[] buffer, int start, int end, boolean response) {
        this.start = start;
        type = null;
        status = null;
        itemType = null;
        hasError = false;
        hasOutput = false;
        hasItems = false;
        deltaChars = 0;
        itemChars = 0;
        usageEnd = -1;
        try (JsonParser parser = Skim.parser(buffer, start, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            if (response) {
                response(parser, true);
            } else {
                event(parser);
            }
            return parser.nextToken() == null;
        }
    }

    private void event(JsonParser parser) {
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "type":
                    type = Skim.text(parser);
                    break;
                case "delta":
                    deltaChars = Skim.chars(parser);
                    break;
                case "sequence_number":
                    sequence = Math.max(sequence, number(parser));
                    break;
                case "item":
                    if (token == JsonToken.START_OBJECT) {
                        item(parser);
                    }
                    break;
                case "response":
                    if (token == JsonToken.START_OBJECT) {
                        response(parser, false);
                    }
                    break;
                case "error":
                    hasError |= isError(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private void item(JsonParser parser) {
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            if (name.equals("type")) {
                itemType = Skim.text(parser);
            } else if (token.isStructStart() || WORDS.contains(name)) {
                itemChars += Skim.charsWithin(parser, WORDS);
            }
        }
    }

    /** @param whole whether it is an answer of its own, whose items are counted */
    private void response(JsonParser parser, boolean whole) {
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id":
                    id = known(id, Skim.text(parser));
                    break;
                case "model":
                    model = known(model, Skim.text(parser));
                    break;
                case "created_at":
                    createdAt = Math.max(createdAt, number(parser));
                    break;
                case "status":
                    status = Skim.text(parser);
                    break;
                case "error":
                    hasError |= isError(parser);
                    break;
                case "usage":
                    usageEnd = usage.read(parser, start);
                    break;
                case "output":
                    hasOutput |= token == JsonToken.START_ARRAY;
                    if (whole && token == JsonToken.START_ARRAY) {
                        items(parser);
                        break;
                    }
                    parser.skipChildren();
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private void items(JsonParser parser) {
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            hasItems = true;
            if (counting && token == JsonToken.START_OBJECT) {
                item(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static @Nullable String known(@Nullable String before, @Nullable String told) {
        return before == null && told != null && !told.isEmpty() ? told : before;
    }

    /** An object, or a text that is not empty. */
    private static boolean isError(JsonParser parser) {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        return Skim.chars(parser) > 0 || object;
    }

    private static long number(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            // Bedrock Mantle's times have a point.
            return (long) parser.getDoubleValue();
        }
        parser.skipChildren();
        return -1;
    }
}
