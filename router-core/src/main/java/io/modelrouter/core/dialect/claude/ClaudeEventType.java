package io.modelrouter.core.dialect.claude;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The events of a Claude stream, most frequent first; see the vendor's page on streaming Messages. */
enum ClaudeEventType {
    BLOCK_DELTA("content_block_delta"),
    BLOCK_START("content_block_start"),
    BLOCK_STOP("content_block_stop"),
    PING("ping"),
    MESSAGE_START("message_start"),
    MESSAGE_DELTA("message_delta"),
    MESSAGE_STOP("message_stop"),
    ERROR("error"),
    /** One that is newer than this version. */
    UNKNOWN("");

    private static final ClaudeEventType[] ALL = values();

    private final String text;

    ClaudeEventType(String text) {
        this.text = text;
    }

    /** The type the parser stands on; null if that is no text. */
    static @Nullable ClaudeEventType at(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return null;
        }
        for (ClaudeEventType type : ALL) {
            if (ClaudeSkim.is(parser, type.text)) {
                return type;
            }
        }
        return UNKNOWN;
    }

    static ClaudeEventType of(String text) {
        for (ClaudeEventType type : ALL) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
