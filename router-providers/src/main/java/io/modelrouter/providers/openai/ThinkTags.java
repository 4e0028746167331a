package io.modelrouter.providers.openai;

import io.modelrouter.channel.Channel;
import java.util.Set;

/**
 * The option {@code think-tags} of channels that speak chats: whether their models think in {@code <think>...</think>} at
 * the beginning of the text, which is then reasoning wherever answers are translated. {@code opened}: the text begins inside.
 */
public final class ThinkTags {
    /** The option's name under {@code channels[].options}; {@code true}, {@code false} or {@code opened}. */
    public static final String OPTION = "think-tags";

    private static final Set<String> VALUES = Set.of("true", "false", "opened");

    private ThinkTags() {}

    /**
     * @throws IllegalArgumentException if the option has another value
     */
    public static void check(Channel channel) {
        channel.option(OPTION).filter(value -> !VALUES.contains(value)).ifPresent(value -> {
            throw new IllegalArgumentException("options." + OPTION + " must be true, false or opened");
        });
    }
}
