package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along content blocks and deltas for what they weigh: characters the model wrote, and whether anything was said at
 * all. Member order is free, because some upstreams put {@code type} last. Not thread-safe.
 */
final class ClaudeSkim {
    private long chars;
    private boolean said;
    private boolean stopReason;

    void clear() {
        chars = 0;
        said = false;
        stopReason = false;
    }

    /** Characters of text, thinking and tool input since {@link #clear}. */
    long chars() {
        return chars;
    }

    /** Whether a block or delta since {@link #clear} holds anything a client would notice. */
    boolean said() {
        return said;
    }

    /** Whether a delta since {@link #clear} had a stop reason. */
    boolean stopReason() {
        return stopReason;
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

    /**
     * Reads a content block. An empty text or thinking block, with which a stream opens, says nothing; any other block is
     * something that happened, even if it is empty.
     */
    void block(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type":
                    said |= !(is(parser, "text") || is(parser, "thinking"));
                    break;
                case "text":
                case "thinking":
                    count(Skim.chars(parser));
                    break;
                case "signature":
                    said |= Skim.saysSomething(parser);
                    break;
                case "input":
                    chars += Skim.charsWithin(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** Reads the {@code delta} of a {@code content_block_delta} or {@code message_delta}. */
    void delta(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type":
                    break;
                case "text":
                case "thinking":
                case "partial_json":
                case "content":
                    count(Skim.chars(parser));
                    break;
                case "stop_reason":
                    stopReason |= Skim.saysSomething(parser);
                    break;
                case "stop_sequence":
                case "stop_details":
                    parser.skipChildren();
                    break;
                default:
                    said |= Skim.saysSomething(parser);
            }
        }
    }

    private void count(int more) {
        chars += more;
        said |= more > 0;
    }

    /** Whether the parser stands on this text; makes no String. */
    static boolean is(JsonParser parser, String word) {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getStringLength() != word.length()) {
            return false;
        }
        char[] buffer = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        for (int i = 0; i < word.length(); i++) {
            if (buffer[offset + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
