package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.OpenAiCounts;
import io.modelrouter.core.dialect.OpenAiCounts.Count;
import io.modelrouter.core.dialect.Skim;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code usage} objects of chat answers. The cached part of the prompt has many names: OpenAI's details, DeepSeek's
 * {@code prompt_cache_hit_tokens}, Mistral's {@code num_cached_tokens}, Together's {@code cached_tokens}, and Claude's two
 * behind gateways.
 */
final class OpenAiChatUsage {
    /** Members that are read here, or say nothing that these do not. */
    static final Set<String> KNOWN = Set.of(
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "prompt_cache_hit_tokens",
            "prompt_cache_miss_tokens",
            "num_cached_tokens",
            "cached_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens");

    private final OpenAiCounts counts = new OpenAiCounts();

    /**
     * Reads the object that the parser has just entered, to its end.
     *
     * @return whether a cost can be added behind its members
     */
    boolean read(JsonParser parser) {
        boolean any = false;
        boolean priced = false;
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            any = true;
            switch (name) {
                case "prompt_tokens":
                    counts.take(Count.PROMPT, parser);
                    break;
                case "completion_tokens":
                    counts.take(Count.COMPLETION, parser);
                    break;
                case "total_tokens":
                    counts.take(Count.TOTAL, parser);
                    break;
                case "prompt_tokens_details":
                    counts.takeDetails(parser, Count.AUDIO_PROMPT, Count.IMAGE_PROMPT);
                    break;
                case "completion_tokens_details":
                    counts.takeDetails(parser, Count.AUDIO_COMPLETION, Count.IMAGE_COMPLETION);
                    break;
                case "prompt_cache_hit_tokens":
                case "num_cached_tokens":
                case "cached_tokens":
                case "cache_read_input_tokens":
                    counts.take(Count.CACHED, parser);
                    break;
                case "cache_creation_input_tokens":
                    counts.take(Count.CACHE_WRITTEN, parser);
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

    /** Reads a tree; anything but an object tells nothing. */
    void read(JsonNode usage) {
        if (usage.isObject()) {
            try (JsonParser parser = usage.traverse(ObjectReadContext.empty())) {
                parser.nextToken();
                read(parser);
            }
        }
    }

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

    boolean reported() {
        return counts.reported();
    }

    boolean suspect() {
        return counts.suspect();
    }

    Usage toUsage() {
        return counts.toUsage();
    }

    /**
     * The usage as OpenAI counts it: cached tokens inside the prompt, reasoning inside the completion.
     *
     * @param more members to add at the end, or null
     */
    static ObjectNode write(Usage usage, @Nullable ObjectNode more) {
        ObjectNode written = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        ObjectNode prompt = written.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("audio_tokens", usage.audioInput());
        if (usage.cacheWrite() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        if (usage.imageInput() > 0) {
            prompt.put("image_tokens", usage.imageInput());
        }
        ObjectNode completion = written.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", usage.audioOutput())
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        if (usage.imageOutput() > 0) {
            completion.put("image_tokens", usage.imageOutput());
        }
        return more == null ? written : written.setAll(more);
    }
}
