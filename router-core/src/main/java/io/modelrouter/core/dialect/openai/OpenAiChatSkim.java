package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.Skim;
import java.util.BitSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along one chunk or one whole answer for what metering needs. Flags and lengths are of the last document read; usage
 * and the choices are of all.
 */
final class OpenAiChatSkim {
    /** More choices than this are one choice: {@code n} is at most 128. */
    private static final int MAX_CHOICES = 1024;

    /** Strings inside lists of parts, calls and details that are the model's own words. */
    private static final Set<String> WORDS =
            Set.of("text", "thinking", "summary", "refusal", "content", "name", "arguments", "input", "transcript");

    final OpenAiChatUsage usage = new OpenAiChatUsage();
    /** Choices that were seen, and those that told a finish reason. */
    final BitSet seen = new BitSet();

    final BitSet finished = new BitSet();

    /** Whether a choice was there. */
    boolean hasChoices;
    /** Whether a {@code choices} member was there, be it empty. */
    boolean hasChoicesMember;
    /** Whether a client would notice it: text, reasoning, refusal, calls, media. */
    boolean hasContent;

    boolean hasFinish;
    boolean hasError;
    /** Whether a {@code usage} object was there. */
    boolean hasUsage;
    /** Whether Azure's judgement of the prompt was there. */
    boolean hasPromptFilter;

    long chars;
    int usageEnd;

    private final String spoken;
    private final String spokenElsewhere;
    /** Whether words are looked at; else they are skipped, and neither length nor content is known. */
    private final boolean counting;

    private OpenAiChatSkim(String spoken, String spokenElsewhere, boolean counting) {
        this.spoken = spoken;
        this.spokenElsewhere = spokenElsewhere;
        this.counting = counting;
    }

    /** For chunks, whose words are in {@code delta}; Perplexity repeats all of them so far in a {@code message}. */
    static OpenAiChatSkim ofChunks() {
        return new OpenAiChatSkim("delta", "message", true);
    }

    /** For whole answers, whose words are in {@code message}; Perplexity adds an empty {@code delta}. */
    static OpenAiChatSkim ofAnswer(boolean counting) {
        return new OpenAiChatSkim("message", "delta", counting);
    }

    /**
     * Reads {@code buffer[start, end)}.
     *
     * @return whether it is one JSON object
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    boolean read(byte[] buffer, int start, int end) {
        hasChoices = false;
        hasChoicesMember = false;
        hasContent = false;
        hasFinish = false;
        hasError = false;
        hasUsage = false;
        hasPromptFilter = false;
        chars = 0;
        usageEnd = -1;
        try (JsonParser parser = Skim.parser(buffer, start, end)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            String name;
            while ((name = parser.nextName()) != null) {
                parser.nextToken();
                member(name, parser, start);
            }
            return parser.nextToken() == null;
        }
    }

    private void member(String name, JsonParser parser, int start) {
        switch (name) {
            case "choices":
                hasChoicesMember = true;
                choices(parser);
                break;
            case "usage":
                hasUsage |= parser.currentToken() == JsonToken.START_OBJECT;
                usageEnd = usage.read(parser, start);
                break;
            case "x_groq":
                xGroq(parser);
                break;
            case "error":
                hasError |= isError(parser);
                break;
            case "object":
                // Mistral's errors have no envelope: {"object":"error","message":...}.
                hasError |= Skim.chars(parser) == "error".length() && "error".equals(Skim.text(parser));
                break;
            case "prompt_filter_results":
                hasPromptFilter |= Skim.saysSomething(parser);
                break;
            default:
                parser.skipChildren();
        }
    }

    /** Groq tells usage here as well, or only here where nobody asked for it. */
    private void xGroq(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            if (name.equals("usage") && parser.currentToken() == JsonToken.START_OBJECT) {
                usage.read(parser);
            } else if (name.equals("error")) {
                hasError |= isError(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** An object, or a text that is not empty; null, false and the like are not errors. */
    private static boolean isError(JsonParser parser) {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        return Skim.chars(parser) > 0 || object;
    }

    private void choices(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token == JsonToken.START_OBJECT) {
                hasChoices = true;
                choice(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void choice(JsonParser parser) {
        int index = 0;
        boolean ended = false;
        boolean spokenSeen = false;
        long charsElsewhere = 0;
        boolean contentElsewhere = false;
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            if (name.equals("index")) {
                index = index(parser);
            } else if (name.equals("finish_reason")) {
                ended = token == JsonToken.VALUE_STRING && parser.getStringLength() > 0;
                parser.skipChildren();
            } else if (!counting) {
                parser.skipChildren();
            } else if (name.equals(spoken) && token == JsonToken.START_OBJECT) {
                spokenSeen = true;
                chars += words(parser);
            } else if (name.equals(spokenElsewhere) && token == JsonToken.START_OBJECT) {
                boolean content = hasContent;
                hasContent = false;
                charsElsewhere = words(parser);
                contentElsewhere = hasContent;
                hasContent = content;
            } else {
                parser.skipChildren();
            }
        }
        if (!spokenSeen) {
            chars += charsElsewhere;
            hasContent |= contentElsewhere;
        }
        seen.set(index);
        if (ended) {
            hasFinish = true;
            finished.set(index);
        }
    }

    private static int index(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT) {
            int index = parser.getIntValue();
            return index >= 0 && index < MAX_CHOICES ? index : 0;
        }
        parser.skipChildren();
        return 0;
    }

    /** The length of what a delta or message says. */
    private long words(JsonParser parser) {
        long said = 0;
        // The same thinking under two or three names counts once (Avian, OpenRouter).
        long thought = 0;
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "role":
                    parser.skipChildren();
                    break;
                case "content":
                case "refusal":
                    said += say(parser, token);
                    break;
                case "reasoning_content":
                case "reasoning":
                case "reasoning_details":
                    thought = Math.max(thought, say(parser, token));
                    break;
                case "function_call":
                    // Snowflake sends one with an empty name and empty arguments in each answer.
                    long call = Skim.charsWithin(parser, WORDS);
                    hasContent |= call > 0;
                    said += call;
                    break;
                case "audio":
                    said += audio(parser, token);
                    break;
                default:
                    // Tool calls, images, annotations, and whatever comes next: a list or object with something in it.
                    said += token.isStructStart() ? say(parser, token) : 0;
            }
        }
        return said + thought;
    }

    private long say(JsonParser parser, JsonToken token) {
        if (token == JsonToken.VALUE_STRING) {
            int length = parser.getStringLength();
            hasContent |= length > 0;
            return length;
        }
        if (!token.isStructStart()) {
            return 0;
        }
        long sum = 0;
        int depth = 1;
        while (depth > 0) {
            JsonToken next = parser.nextToken();
            if (next.isStructEnd()) {
                depth--;
                continue;
            }
            hasContent = true;
            if (next.isStructStart()) {
                depth++;
            } else if (next == JsonToken.VALUE_STRING && Skim.isNamed(parser, WORDS)) {
                sum += parser.getStringLength();
            }
        }
        return sum;
    }

    private long audio(JsonParser parser, JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return 0;
        }
        long transcript = 0;
        String name;
        while ((name = parser.nextName()) != null) {
            JsonToken value = parser.nextToken();
            if (name.equals("transcript")) {
                transcript += Skim.chars(parser);
                hasContent |= transcript > 0;
            } else if (name.equals("data") && value == JsonToken.VALUE_STRING) {
                hasContent |= parser.getStringLength() > 0;
            } else {
                parser.skipChildren();
            }
        }
        return transcript;
    }
}
