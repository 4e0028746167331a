package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.Counts;
import io.modelrouter.core.dialect.Skim;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads Converse's {@code usage}, which an answer tells once. {@code inputTokens} leaves out what was read from the cache or
 * written to it: in every recording {@code totalTokens} is the sum of all four counts, such as 11 + 1028 + 264 = 1303 in
 * {@code dd-trace-py-bedrock-converse-prompt-caching-0-115a2d25}. The cache counts come twice, under a second name that ends
 * in {@code TokenCount}; one of the two is read. Reasoning is inside {@code outputTokens} and not told apart. Not thread-safe.
 */
final class ConverseUsage {
    private final Counts counts = new Counts();
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long cacheWriteShort;
    private long cacheWriteLong;

    /** Reads the usage object the parser stands on; anything else is skipped. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "inputTokens":
                    input = counts.largest(input, parser);
                    break;
                case "outputTokens":
                    output = counts.largest(output, parser);
                    break;
                case "cacheReadInputTokens":
                case "cacheReadInputTokenCount":
                    cacheRead = counts.largest(cacheRead, parser);
                    break;
                case "cacheWriteInputTokens":
                case "cacheWriteInputTokenCount":
                    cacheWrite = counts.largest(cacheWrite, parser);
                    break;
                case "cacheDetails":
                    readDetails(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** What was written to the cache, one element for each lifetime. */
    private void readDetails(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            readDetail(parser);
        }
    }

    private void readDetail(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        @Nullable String ttl = null;
        long tokens = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("ttl")) {
                ttl = Skim.text(parser);
            } else if (name.equals("inputTokens")) {
                tokens = counts.read(parser);
            } else {
                parser.skipChildren();
            }
        }
        if ("1h".equals(ttl)) {
            cacheWriteLong = Math.max(cacheWriteLong, tokens);
        } else {
            cacheWriteShort = Math.max(cacheWriteShort, tokens);
        }
    }

    Usage usage() {
        return Usage.builder()
                .input(input)
                .cacheRead(cacheRead)
                .cacheWrite(Math.max(cacheWrite, cacheWriteShort + cacheWriteLong))
                .cacheWriteLong(cacheWriteLong)
                .output(output)
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
