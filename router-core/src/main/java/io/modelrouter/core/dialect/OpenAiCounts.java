package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Token counts as the OpenAI dialects tell them, merged over the chunks of a stream: of each count the largest told
 * (R1.14). They are merged as told and normalised afterwards, since a chunk that leaves out the cached part would
 * otherwise raise the uncached one. Not thread-safe.
 */
public final class OpenAiCounts {

    /** What is counted. */
    public enum Count {
        /** The whole prompt, cached or not. */
        PROMPT,
        CACHED,
        CACHE_WRITTEN,
        COMPLETION,
        REASONING,
        TOTAL,
        AUDIO_PROMPT,
        AUDIO_COMPLETION,
        IMAGE_PROMPT,
        IMAGE_COMPLETION
    }

    private final long[] told = new long[Count.values().length];
    private final Counts believable = new Counts();
    private boolean reported;

    /** Takes the count at the parser's current value. */
    public void take(Count count, JsonParser parser) {
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        long value = believable.read(parser);
        told[count.ordinal()] = Math.max(told[count.ordinal()], value);
        if (!isNull && (count == Count.PROMPT || count == Count.COMPLETION)) {
            reported = true;
        }
    }

    /**
     * Takes what an object of details tells; anything but an object tells nothing.
     *
     * @param audio whose audio it is, the prompt's or the answer's
     * @param image whose images
     */
    public void takeDetails(JsonParser parser, Count audio, Count image) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            switch (name) {
                case "cached_tokens":
                    take(Count.CACHED, parser);
                    break;
                case "cache_write_tokens":
                    take(Count.CACHE_WRITTEN, parser);
                    break;
                case "reasoning_tokens":
                    take(Count.REASONING, parser);
                    break;
                case "audio_tokens":
                    take(audio, parser);
                    break;
                case "image_tokens":
                    take(image, parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** Whether a prompt or completion count was told. */
    public boolean reported() {
        return reported;
    }

    /** Whether a count was not believable and ignored. */
    public boolean suspect() {
        return believable.suspect();
    }

    /**
     * The counts in the neutral form, where no part overlaps another. Two imitators break OpenAI's rules and are
     * recognised by their own arithmetic: xAI leaves reasoning out of the completion (its total is prompt + completion +
     * reasoning), and Grok on Azure leaves cached tokens out of the prompt (recordings of 2025 and 2026).
     */
    public Usage toUsage() {
        long prompt = get(Count.PROMPT);
        long completion = get(Count.COMPLETION);
        long reasoning = get(Count.REASONING);
        long cached = get(Count.CACHED);
        long written = get(Count.CACHE_WRITTEN);
        boolean reasoningBeside =
                reasoning > completion || (reasoning > 0 && get(Count.TOTAL) == prompt + completion + reasoning);
        boolean cachedBeside = cached + written > prompt;
        return Usage.builder()
                .input(cachedBeside ? prompt : prompt - cached - written)
                .cacheRead(cached)
                .cacheWrite(written)
                .output(reasoningBeside ? completion + reasoning : completion)
                .reasoning(reasoning)
                .audioInput(get(Count.AUDIO_PROMPT))
                .audioOutput(get(Count.AUDIO_COMPLETION))
                .imageInput(get(Count.IMAGE_PROMPT))
                .imageOutput(get(Count.IMAGE_COMPLETION))
                .build();
    }

    private long get(Count count) {
        return told[count.ordinal()];
    }
}
