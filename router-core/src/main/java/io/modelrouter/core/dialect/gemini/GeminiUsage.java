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
    /** {@code Modality.IMAGE} and {@code Modality.AUDIO} in the protocol buffers of both Google APIs. */
    private static final int IMAGE = 2;

    private static final int AUDIO = 4;

    private final Counts counts = new Counts();
    private long prompt;
    private long toolPrompt;
    private long cached;
    private long candidates;
    private long thoughts;
    private final Parts promptParts = new Parts();
    private final Parts candidateParts = new Parts();

    /** What is told apart by modality, on one side. */
    private static final class Parts {
        private long audio;
        private long image;
    }

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
                    prompt = counts.last(prompt, parser);
                    break;
                case "toolUsePromptTokenCount":
                    toolPrompt = counts.last(toolPrompt, parser);
                    break;
                case "cachedContentTokenCount":
                    cached = counts.last(cached, parser);
                    break;
                case "candidatesTokenCount":
                    candidates = counts.last(candidates, parser);
                    break;
                case "thoughtsTokenCount":
                    thoughts = counts.last(thoughts, parser);
                    break;
                case "promptTokensDetails":
                    parts(parser, promptParts);
                    break;
                case "candidatesTokensDetails":
                    parts(parser, candidateParts);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** The audio and the images among counts by modality: {@code [{"modality":"AUDIO","tokenCount":32}]}. */
    private void parts(JsonParser parser, Parts parts) {
        parts.audio = 0;
        parts.image = 0;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            part(parser, parts);
        }
    }

    private void part(JsonParser parser, Parts parts) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        int modality = 0;
        long tokens = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("modality")) {
                modality = modality(parser);
            } else if (name.equals("tokenCount")) {
                tokens = counts.read(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (modality == AUDIO) {
            parts.audio += tokens;
        } else if (modality == IMAGE) {
            parts.image += tokens;
        }
    }

    private static int modality(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getValueAsInt(0);
        }
        String name = Skim.text(parser);
        if ("AUDIO".equals(name)) {
            return AUDIO;
        }
        return "IMAGE".equals(name) ? IMAGE : 0;
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
                .audioInput(Math.min(promptParts.audio, input))
                .audioOutput(Math.min(candidateParts.audio, output))
                .imageInput(Math.min(promptParts.image, input))
                .imageOutput(Math.min(candidateParts.image, output))
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
