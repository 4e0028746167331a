package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along one {@code GenerateContentResponse}: a stream's chunk, an array's element or a whole answer. They are the same
 * message. Not thread-safe.
 */
final class GeminiSkim {
    private final GeminiUsage usage;
    private long chars;
    private boolean content;
    private boolean finish;
    private boolean error;
    private boolean known;
    private boolean empty;

    GeminiSkim(GeminiUsage usage) {
        this.usage = usage;
    }

    /** Reads the object the parser stands on, and forgets what the last one said. */
    void response(JsonParser parser) {
        chars = 0;
        content = false;
        finish = false;
        error = false;
        known = false;
        empty = true;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            empty = false;
            parser.nextToken();
            switch (name) {
                case "candidates":
                    known = true;
                    array(parser, Element.CANDIDATE);
                    break;
                case "usageMetadata":
                    known = true;
                    usage.read(parser);
                    break;
                case "promptFeedback":
                    known = true;
                    promptFeedback(parser);
                    break;
                case "error":
                    error |= parser.currentToken() != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                    break;
                case "modelVersion":
                case "responseId":
                    known = true;
                    parser.skipChildren();
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private enum Element {
        CANDIDATE,
        PART
    }

    private void array(JsonParser parser, Element element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
            } else if (element == Element.CANDIDATE) {
                candidate(parser);
            } else {
                part(parser);
            }
        }
    }

    private void candidate(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "content":
                    content(parser);
                    break;
                case "finishReason":
                    finish |= isReason(parser);
                    break;
                case "groundingMetadata":
                case "citationMetadata":
                case "urlContextMetadata":
                    content |= Skim.saysSomething(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private void content(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("parts")) {
                array(parser, Element.PART);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** An empty text says nothing, unless it carries a signature; any other part is something that happened. */
    private void part(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "text":
                    int length = Skim.chars(parser);
                    chars += length;
                    content |= length > 0;
                    break;
                case "thought":
                    parser.skipChildren();
                    break;
                case "thoughtSignature":
                    content |= Skim.saysSomething(parser);
                    break;
                case "functionCall":
                    content = true;
                    functionCall(parser);
                    break;
                case "executableCode":
                    content = true;
                    chars += Skim.charsWithin(parser);
                    break;
                default:
                    content |= parser.currentToken() != JsonToken.VALUE_NULL;
                    parser.skipChildren();
            }
        }
    }

    private void functionCall(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("args")) {
                chars += Skim.charsWithin(parser);
            } else if (name.equals("partialArgs")) {
                partialArgs(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void partialArgs(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (name.equals("stringValue")) {
                    chars += Skim.chars(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private void promptFeedback(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("blockReason")) {
                finish |= isReason(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Whether the enum the parser stands on, by name or by number, is set to anything. */
    private static boolean isReason(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getValueAsInt(0) != 0;
        }
        String reason = Skim.text(parser);
        return reason != null && GeminiFinishReasons.isSet(reason);
    }

    /** Characters of text, thoughts, code and call arguments. */
    long chars() {
        return chars;
    }

    /** Whether a part says anything. */
    boolean content() {
        return content;
    }

    /** Whether a candidate finished or the prompt was blocked. */
    boolean finish() {
        return finish;
    }

    boolean error() {
        return error;
    }

    /** Whether there was any member by which this dialect is known. */
    boolean known() {
        return known;
    }

    /** Whether the object was {@code {}}. */
    boolean empty() {
        return empty;
    }
}
