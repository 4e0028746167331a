package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.OpenAiCounts;
import io.modelrouter.core.dialect.OpenAiCounts.Count;
import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;

/** Reads {@code usage} objects of responses. */
final class ResponsesUsage {
    private final OpenAiCounts counts = new OpenAiCounts();

    /**
     * Reads the parser's current value if it is an object.
     *
     * @return where its closing brace stands in the buffer; -1 if it is no object, or if no cost can be added behind its
     *     members: there are none, or one of them is a cost already (OpenRouter, another router), and a name given twice
     *     is refused by strict readers
     */
    int read(JsonParser parser, int bufferStart) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return -1;
        }
        boolean open = read(parser);
        return open ? Skim.endOf(parser, bufferStart) - 1 : -1;
    }

    /** Reads a tree; anything but an object tells nothing. */
    void read(JsonNode usage) {
        if (usage.isObject()) {
            try (JsonParser parser = usage.traverse(ObjectReadContext.empty())) {
                parser.nextToken();
                read(parser);
            }
        }
    }

    /** Whether a cost can be added behind the members of the object. */
    private boolean read(JsonParser parser) {
        boolean any = false;
        boolean priced = false;
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            any = true;
            switch (name) {
                case "input_tokens":
                    counts.take(Count.PROMPT, parser);
                    break;
                case "output_tokens":
                    counts.take(Count.COMPLETION, parser);
                    break;
                case "total_tokens":
                    counts.take(Count.TOTAL, parser);
                    break;
                case "input_tokens_details":
                    counts.takeDetails(parser, Count.AUDIO_PROMPT, Count.IMAGE_PROMPT);
                    break;
                case "output_tokens_details":
                    counts.takeDetails(parser, Count.AUDIO_COMPLETION, Count.IMAGE_COMPLETION);
                    break;
                case "cost":
                case "credits_remaining":
                    priced = true;
                    parser.skipChildren();
                    break;
                default:
                    parser.skipChildren();
            }
        }
        return any && !priced;
    }

    boolean reported() {
        return counts.reported();
    }

    boolean suspect() {
        return counts.suspect();
    }

    Usage toUsage() {
        return counts.toUsage();
    }
}
