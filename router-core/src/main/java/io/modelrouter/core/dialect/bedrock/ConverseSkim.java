package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.dialect.Skim;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along content blocks and deltas for what they weigh: characters the model wrote, and whether anything was said at
 * all. Not thread-safe.
 */
final class ConverseSkim {
    private static final Set<String> INPUT = Set.of("input");
    private static final Set<String> TEXT = Set.of("text");

    private long chars;
    private boolean said;

    void clear() {
        chars = 0;
        said = false;
    }

    /** Characters of text, reasoning and tool input since {@link #clear}. */
    long chars() {
        return chars;
    }

    /** Whether a block or delta since {@link #clear} holds anything a client would notice. */
    boolean said() {
        return said;
    }

    /** Reads the elements of {@code content}; returns whether it was an array. */
    boolean content(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return false;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            block(parser);
        }
        return true;
    }

    /** Reads a content block, or the {@code start} or {@code delta} of one: they share their members. */
    void block(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type":
                    parser.skipChildren();
                    break;
                case "text":
                    count(Skim.chars(parser));
                    break;
                case "toolUse":
                    toolUse(parser);
                    break;
                case "reasoningContent":
                    reasoning(parser);
                    break;
                case "citationsContent":
                    citations(parser);
                    break;
                default:
                    said |= Skim.saysSomething(parser);
            }
        }
    }

    private void count(long more) {
        chars += more;
        said |= more > 0;
    }

    /** The input is text in a delta and an object in a block. A call is something that happened, whatever its input. */
    private void toolUse(JsonParser parser) {
        said = true;
        members(parser, INPUT, true);
    }

    private void reasoning(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text":
                    count(Skim.chars(parser));
                    break;
                case "reasoningText":
                    members(parser, TEXT, false);
                    break;
                default:
                    said |= Skim.saysSomething(parser);
            }
        }
    }

    private void citations(JsonParser parser) {
        members(parser, Set.of("content"), true);
        said = true;
    }

    /** Counts the text of these members of an object. */
    private void members(JsonParser parser, Set<String> names, boolean within) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (names.contains(name)) {
                count(within ? Skim.charsWithin(parser) : Skim.chars(parser));
            } else {
                said |= Skim.saysSomething(parser);
            }
        }
    }
}
