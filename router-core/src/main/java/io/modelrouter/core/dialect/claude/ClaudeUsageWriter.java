package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes counts as this dialect does: cached tokens beside {@code input_tokens}, thinking inside {@code
 * output_tokens}.
 */
final class ClaudeUsageWriter {
    private ClaudeUsageWriter() {}

    /**
     * The usage of {@code message_start}. Its output is 0 or 1, because LangChain.js adds it to that of
     * {@code message_delta}.
     */
    static ObjectNode first(Usage usage) {
        return counts(usage).put("output_tokens", Math.min(1, usage.output()));
    }

    /** The usage of a whole answer, which {@code message_delta} repeats. */
    static ObjectNode last(Usage usage) {
        ObjectNode counts = counts(usage).put("output_tokens", usage.output());
        if (usage.cacheWriteLong() > 0) {
            counts.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", Math.max(0, usage.cacheWrite() - usage.cacheWriteLong()))
                    .put("ephemeral_1h_input_tokens", usage.cacheWriteLong());
        }
        if (usage.reasoning() > 0) {
            counts.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return counts;
    }

    private static ObjectNode counts(Usage usage) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("input_tokens", usage.input())
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cacheRead());
    }
}
