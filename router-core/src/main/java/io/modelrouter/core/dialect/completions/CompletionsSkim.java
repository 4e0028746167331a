package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.EndpointUsage;
import io.modelrouter.core.dialect.Skim;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads along a chunk or a whole answer. Flags and lengths are of the last document read; usage and choices are of all. */
final class CompletionsSkim {
    private static final int MAX_CHOICES = 1024;

    final EndpointUsage usage = new EndpointUsage();
    final BitSet seen = new BitSet();
    final BitSet finished = new BitSet();

    boolean hasChoices;
    boolean hasContent;
    boolean hasFinish;
    boolean hasUsage;
    boolean hasError;
    long chars;
    int usageEnd;

    /**
     * Reads {@code buffer[start, end)}.
     *
     * @return whether it is one JSON object
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    boolean read(byte[] buffer, int start, int end) {
        hasChoices = false;
        hasContent = false;
        hasFinish = false;
        hasUsage = false;
        hasError = false;
        chars = 0;
        usageEnd = -1;
        try (JsonParser parser = Skim.parser(buffer, start, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            String name;
            while ((name = parser.nextName()) != null) {
                parser.nextToken();
                switch (name) {
                    case "choices":
                        choices(parser);
                        break;
                    case "usage":
                        hasUsage = parser.currentToken() == JsonToken.START_OBJECT;
                        usageEnd = usage.read(parser, start);
                        break;
                    case "error":
                        hasError = Skim.saysSomething(parser);
                        break;
                    default:
                        parser.skipChildren();
                }
            }
            return parser.nextToken() == null;
        }
    }

    private void choices(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                hasChoices = true;
                choice(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void choice(JsonParser parser) {
        int index = 0;
        String reason = null;
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            switch (name) {
                case "index":
                    index = index(Skim.text(parser));
                    break;
                case "text":
                    int length = Skim.chars(parser);
                    chars += length;
                    hasContent |= length > 0;
                    break;
                case "finish_reason":
                    reason = Skim.text(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
        seen.set(index);
        if (reason != null) {
            finished.set(index);
            hasFinish = true;
        }
    }

    private static int index(@Nullable String text) {
        try {
            int index = text == null ? 0 : Integer.parseInt(text);
            return index < 0 || index >= MAX_CHOICES ? 0 : index;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
