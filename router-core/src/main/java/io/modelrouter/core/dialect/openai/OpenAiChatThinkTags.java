package io.modelrouter.core.dialect.openai;

import io.modelrouter.channel.Channel;

/**
 * Whether a channel's models think in their text, in {@code <think>...</think>} at its beginning, as many do behind servers
 * that do not separate it. The channel's option {@code think-tags} says so, else the {@link OpenAiChatQuirks} of its type.
 */
enum OpenAiChatThinkTags {
    /** What looks like a tag is text. */
    NONE,
    LEADING,
    /** The text begins inside them: templates of some models end the prompt with the first tag. */
    OPENED;

    static final String OPTION = "think-tags";
    static final String FIRST = "<think>";
    static final String LAST = "</think>";

    static OpenAiChatThinkTags of(Channel channel) {
        String said = channel.option(OPTION).orElse("");
        switch (said) {
            case "true":
                return LEADING;
            case "false":
                return NONE;
            case "opened":
                return OPENED;
            default:
                return OpenAiChatQuirks.of(channel.type()).thinkTags() ? LEADING : NONE;
        }
    }

    /** Thinking as a model writes it before its answer. */
    static String around(String thought) {
        return FIRST + "\n" + thought + "\n" + LAST + "\n\n";
    }
}
