package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.Counts;
import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Collects Gemini's {@code usageMetadata}, which a stream repeats in each chunk. Nothing is added, and the last word counts:
 * the chunks before the last may guess the prompt a little too high ({@code openinference-test-async-streaming-text-content},
 * {@code pydantic-test-google-model-stream}), so that the largest, as R1.14 asks of counters that only grow, would overcharge.
 * A member that a later chunk leaves out, or tells as 0, keeps its value.
 *
 * <p>All is kept as it was told and normalised at the end: the prompt includes what came from the cache and leaves out what
 * tools fed back to the model; the candidates leave out thinking.
 *
 * <p>Not thread-safe.
 */
final class GeminiUsage {
    /** {@code Modality.AUDIO} in the protocol buffers of both Google APIs. */
    private static final int AUDIO = 4;

    private final Counts counts = new Counts();
    private boolean reported;
    private long prompt;
    private long toolPrompt;
    private long cached;
    private long candidates;
    private long thoughts;
    private long audioPrompt;
    private long audioCandidates;

    /** Reads the usage object the parser stands on; anything else is skipped. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "promptTokenCount":
                    prompt = last(prompt, parser);
                    break;
                case "toolUsePromptTokenCount":
                    toolPrompt = last(toolPrompt, parser);
                    break;
                case "cachedContentTokenCount":
                    cached = last(cached, parser);
                    break;
                case "candidatesTokenCount":
                    candidates = last(candidates, parser);
                    break;
                case "thoughtsTokenCount":
                    thoughts = last(thoughts, parser);
                    break;
                case "promptTokensDetails":
                    audioPrompt = audio(parser);
                    break;
                case "candidatesTokensDetails":
                    audioCandidates = audio(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** The audio among counts by modality: {@code [{"modality":"AUDIO","tokenCount":32}]}. */
    private long audio(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return 0;
        }
        long sum = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            sum += audioOf(parser);
        }
        return sum;
    }

    private long audioOf(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return 0;
        }
        boolean audio = false;
        long tokens = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("modality")) {
                audio = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        ? parser.getValueAsInt(0) == AUDIO
                        : "AUDIO".equals(Skim.text(parser));
            } else if (name.equals("tokenCount")) {
                tokens = counts.read(parser);
            } else {
                parser.skipChildren();
            }
        }
        return audio ? tokens : 0;
    }

    private long last(long known, JsonParser parser) {
        reported |= parser.currentToken().isNumeric();
        long told = counts.read(parser);
        return told > 0 ? told : known;
    }

    Usage usage() {
        long input = prompt + toolPrompt;
        long output = candidates + thoughts;
        long fromCache = Math.min(cached, input);
        return Usage.builder()
                .input(input - fromCache)
                .cacheRead(fromCache)
                .output(output)
                .reasoning(thoughts)
                .audioInput(Math.min(audioPrompt, input))
                .audioOutput(Math.min(audioCandidates, output))
                .build();
    }

    /** Whether any count was told, believable or not. */
    boolean reported() {
        return reported;
    }

    /** Whether a count was not believable and ignored. */
    boolean suspect() {
        return counts.suspect();
    }
}
