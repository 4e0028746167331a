package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the usage of OpenAI's endpoints beside the chats, and of their imitators: tokens by either pair of names, a total
 * alone (Jina and Voyage rank so), seconds (Whisper), Cohere's billed search units. What is counted in pieces and not in
 * tokens has one token for each piece begun: a second one of sound, a search unit one of the prompt. Of a stream the largest
 * of each count stands. Not thread-safe.
 */
public final class EndpointUsage {
    private final Counts counts = new Counts();
    private long prompt;
    private long completion;
    private long total;
    private long cached;
    private long reasoning;
    private long audioPrompt;
    private long audioCompletion;
    private long imagePrompt;
    private long imageCompletion;
    private boolean detailed;
    private boolean reported;

    /**
     * Reads the parser's current value if it is a usage object.
     *
     * @return where its closing brace stands in the buffer; -1 if it is no object, or if no cost can be added behind its members
     */
    public int read(JsonParser parser, int bufferStart) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return -1;
        }
        boolean any = false;
        boolean priced = false;
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            any = true;
            priced |= "cost".equals(name) || "credits_remaining".equals(name);
            member(name, parser);
        }
        return any && !priced ? Skim.endOf(parser, bufferStart) - 1 : -1;
    }

    private void member(String name, JsonParser parser) {
        switch (name) {
            case "prompt_tokens", "input_tokens":
                prompt = Math.max(prompt, told(parser));
                break;
            case "completion_tokens", "output_tokens":
                completion = Math.max(completion, told(parser));
                break;
            case "total_tokens":
                total = Math.max(total, told(parser));
                break;
            case "seconds":
                seconds(parser);
                break;
            case "prompt_tokens_details", "input_tokens_details", "input_token_details":
                details(parser, true);
                break;
            case "completion_tokens_details", "output_tokens_details", "output_token_details":
                details(parser, false);
                break;
            default:
                parser.skipChildren();
        }
    }

    private long told(JsonParser parser) {
        reported |= parser.currentToken() != JsonToken.VALUE_NULL;
        return counts.read(parser);
    }

    private void seconds(JsonParser parser) {
        if (!parser.currentToken().isNumeric()) {
            parser.skipChildren();
            return;
        }
        double seconds = parser.getDoubleValue();
        if (seconds >= 0 && seconds < Integer.MAX_VALUE) {
            reported = true;
            prompt = Math.max(prompt, (long) Math.ceil(seconds));
            audioPrompt = Math.max(audioPrompt, (long) Math.ceil(seconds));
        }
    }

    private void details(JsonParser parser, boolean ofPrompt) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        detailed |= !ofPrompt;
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            switch (name) {
                case "cached_tokens":
                    cached = Math.max(cached, counts.read(parser));
                    break;
                case "reasoning_tokens":
                    reasoning = Math.max(reasoning, counts.read(parser));
                    break;
                case "audio_tokens":
                    long audio = counts.read(parser);
                    audioPrompt = ofPrompt ? Math.max(audioPrompt, audio) : audioPrompt;
                    audioCompletion = ofPrompt ? audioCompletion : Math.max(audioCompletion, audio);
                    break;
                case "image_tokens":
                    long image = counts.read(parser);
                    imagePrompt = ofPrompt ? Math.max(imagePrompt, image) : imagePrompt;
                    imageCompletion = ofPrompt ? imageCompletion : Math.max(imageCompletion, image);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    /** Reads Cohere's {@code meta}, at its current value. */
    public void readMeta(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            if ("billed_units".equals(name) && parser.currentToken() == JsonToken.START_OBJECT) {
                while ((name = parser.nextName()) != null) {
                    parser.nextToken();
                    if ("search_units".equals(name)) {
                        prompt = Math.max(prompt, told(parser));
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Counts pictures that were told no tokens of. */
    public void pictures(long count) {
        if (!reported && count > 0) {
            reported = true;
            completion = count;
            imageCompletion = count;
            detailed = true;
        }
    }

    /** Whether any was told. */
    public boolean reported() {
        return reported;
    }

    /** Whether a count was not believable and ignored. */
    public boolean suspect() {
        return counts.suspect();
    }

    /**
     * The counts in the neutral form, where no part overlaps another.
     *
     * @param drawn whether an answer without details is pictures
     */
    public Usage toUsage(boolean drawn) {
        long read = prompt == 0 && completion == 0 ? total : prompt;
        long fromCache = Math.min(cached, read);
        return Usage.builder()
                .input(read - fromCache)
                .cacheRead(fromCache)
                .output(completion)
                .reasoning(reasoning)
                .audioInput(audioPrompt)
                .audioOutput(audioCompletion)
                .imageInput(imagePrompt)
                .imageOutput(drawn && !detailed ? completion : imageCompletion)
                .build();
    }
}
