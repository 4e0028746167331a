package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.Counts;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Collects Claude's {@code usage} objects. A stream tells it twice, in {@code message_start} and, cumulative, in
 * {@code message_delta}; each member keeps the largest value seen and nothing is added (R1.14). {@code input_tokens} leaves
 * cached tokens out already; {@code output_tokens} includes thinking. Not thread-safe.
 *
 * <p>{@code usage.iterations} is not read: its figures repeat the top-level ones, except those of an advisor model, whose
 * price is not that of the model that was asked for.
 */
final class ClaudeUsage {
    private final Counts counts = new Counts();
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteShort;
    private long cacheWriteLong;
    private long output;
    private long thinking;

    /** Reads the usage object the parser stands on; anything else is skipped. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "input_tokens":
                    input = counts.largest(input, parser);
                    break;
                case "output_tokens":
                    output = counts.largest(output, parser);
                    break;
                case "cache_read_input_tokens":
                    cacheRead = counts.largest(cacheRead, parser);
                    break;
                case "cache_creation_input_tokens":
                    cacheWrite = counts.largest(cacheWrite, parser);
                    break;
                case "cache_creation":
                case "output_tokens_details":
                    readDetails(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private void readDetails(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens":
                    cacheWriteShort = counts.largest(cacheWriteShort, parser);
                    break;
                case "ephemeral_1h_input_tokens":
                    cacheWriteLong = counts.largest(cacheWriteLong, parser);
                    break;
                case "thinking_tokens":
                    thinking = counts.largest(thinking, parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    Usage usage() {
        long written = Math.max(cacheWrite, cacheWriteShort + cacheWriteLong);
        return Usage.builder()
                .input(input)
                .cacheRead(cacheRead)
                .cacheWrite(written)
                .cacheWriteLong(cacheWriteLong)
                .output(output)
                .reasoning(Math.min(thinking, output))
                .build();
    }

    /** Whether any count was told, believable or not. */
    boolean reported() {
        return counts.reported();
    }

    /** Whether a count was not believable and ignored. */
    boolean suspect() {
        return counts.suspect();
    }
}
